/** Routes, answers and problem documents. */
@NullMarked
package dev.switchback.query.http;

import org.jspecify.annotations.NullMarked;
