/** What the controller does in each state of a replay; every step may be repeated. */
@NullMarked
package dev.switchback.control.step;

import org.jspecify.annotations.NullMarked;
