/** Refuses functions whose result would depend on more than their arguments. */
@NullMarked
package dev.switchback.views.functions.guard;

import org.jspecify.annotations.NullMarked;
