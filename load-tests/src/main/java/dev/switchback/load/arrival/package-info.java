/** A replay beside arrival at a known rate: how long it takes until it has caught up. */
@NullMarked
package dev.switchback.load.arrival;

import org.jspecify.annotations.NullMarked;
