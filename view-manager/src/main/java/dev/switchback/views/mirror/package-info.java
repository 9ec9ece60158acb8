/** Port to mirrored reads: which versions are asked beside the active one, and how their answers compare. */
@NullMarked
package dev.switchback.views.mirror;

import org.jspecify.annotations.NullMarked;
