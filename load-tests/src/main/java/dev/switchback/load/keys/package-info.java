/** A replay of more distinct keys than fit the processor's memory, with its results checked. */
@NullMarked
package dev.switchback.load.keys;

import org.jspecify.annotations.NullMarked;
