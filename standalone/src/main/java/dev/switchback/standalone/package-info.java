/** Everything composed on one machine, the command line and the demo. */
@NullMarked
package dev.switchback.standalone;

import org.jspecify.annotations.NullMarked;
