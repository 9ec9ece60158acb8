/** Composition of the replay controller. */
@NullMarked
package dev.switchback.control.app;

import org.jspecify.annotations.NullMarked;
