/** Ports by which query servers and the controller agree that nobody reads a version any more. */
@NullMarked
package dev.switchback.views.reader;

import org.jspecify.annotations.NullMarked;
