/** Reading of query parameters. */
@NullMarked
package dev.switchback.query.request;

import org.jspecify.annotations.NullMarked;
