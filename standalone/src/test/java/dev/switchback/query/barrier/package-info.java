/** The switch barrier as a whole, query servers and controllers, simulated: here, since both are on one class path only here. */
@NullMarked
package dev.switchback.query.barrier;

import org.jspecify.annotations.NullMarked;
