/** Port to the source log. */
@NullMarked
package dev.switchback.control.source;

import org.jspecify.annotations.NullMarked;
