/** Vocabulary shared by every module: versions and their slots. */
@NullMarked
package dev.switchback.views;

import org.jspecify.annotations.NullMarked;
