/** Port to the active pointer and the switch barrier that moves it. */
@NullMarked
package dev.switchback.views.pointer;

import org.jspecify.annotations.NullMarked;
