/** Steps without a controller around them. */
@NullMarked
package dev.switchback.control.step;

import org.jspecify.annotations.NullMarked;
