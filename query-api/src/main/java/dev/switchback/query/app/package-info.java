/** Wiring of the query API. */
@NullMarked
package dev.switchback.query.app;

import org.jspecify.annotations.NullMarked;
