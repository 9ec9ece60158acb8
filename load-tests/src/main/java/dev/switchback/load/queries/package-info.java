/** Queries over HTTP: steady, beside a replay, and across switches. */
@NullMarked
package dev.switchback.load.queries;

import org.jspecify.annotations.NullMarked;
