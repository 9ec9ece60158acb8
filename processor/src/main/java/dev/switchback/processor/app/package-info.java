/** Wires one version's processor, in this process or one of its own. */
@NullMarked
package dev.switchback.processor.app;

import org.jspecify.annotations.NullMarked;
