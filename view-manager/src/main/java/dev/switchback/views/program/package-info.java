/** Executable row logic, compiled from a plan. */
@NullMarked
package dev.switchback.views.program;

import org.jspecify.annotations.NullMarked;
