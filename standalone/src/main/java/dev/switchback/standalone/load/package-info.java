/** Events from files into topics. */
@NullMarked
package dev.switchback.standalone.load;

import org.jspecify.annotations.NullMarked;
