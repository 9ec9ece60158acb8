/** How the cost of a replay grows with events, keys, partitions and views. */
@NullMarked
package dev.switchback.load.scaling;

import org.jspecify.annotations.NullMarked;
