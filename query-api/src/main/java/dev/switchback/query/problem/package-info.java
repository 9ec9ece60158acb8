/** What a request can be told instead of an answer. */
@NullMarked
package dev.switchback.query.problem;

import org.jspecify.annotations.NullMarked;
