/** Port to whatever runs processors. */
@NullMarked
package dev.switchback.control.launch;

import org.jspecify.annotations.NullMarked;
