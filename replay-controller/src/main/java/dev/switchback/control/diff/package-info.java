/** Comparing two versions at a cut (promise P7). */
@NullMarked
package dev.switchback.control.diff;

import org.jspecify.annotations.NullMarked;
