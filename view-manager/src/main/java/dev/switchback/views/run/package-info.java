/** Port between the controller and the processors: what should run, and what does. */
@NullMarked
package dev.switchback.views.run;

import org.jspecify.annotations.NullMarked;
