/** Health. */
@NullMarked
package dev.switchback.control.api;

import org.jspecify.annotations.NullMarked;
