/** What the leading controller looks after between orders. */
@NullMarked
package dev.switchback.control.upkeep;

import org.jspecify.annotations.NullMarked;
