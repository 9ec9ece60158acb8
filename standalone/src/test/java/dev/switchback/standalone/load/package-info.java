/** Tests of reading and loading events. */
@NullMarked
package dev.switchback.standalone.load;

import org.jspecify.annotations.NullMarked;
