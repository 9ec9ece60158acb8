/** How long the comparison of two versions takes. */
@NullMarked
package dev.switchback.load.diff;

import org.jspecify.annotations.NullMarked;
