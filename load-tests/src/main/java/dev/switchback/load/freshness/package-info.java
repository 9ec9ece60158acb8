/** How soon an event is in the answers. */
@NullMarked
package dev.switchback.load.freshness;

import org.jspecify.annotations.NullMarked;
