/** The event loop: leads, steps every open replay and operation, and keeps the right processors running. */
@NullMarked
package dev.switchback.control.loop;

import org.jspecify.annotations.NullMarked;
