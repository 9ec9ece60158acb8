/** How long a replay takes while its log grows, by arithmetic and by simulation. */
@NullMarked
package dev.switchback.load.capacity;

import org.jspecify.annotations.NullMarked;
