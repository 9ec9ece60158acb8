/** From a registered version to its plan, with the functions that it calls. */
@NullMarked
package dev.switchback.views.planning;

import org.jspecify.annotations.NullMarked;
