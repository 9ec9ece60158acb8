/** Output for the person at the terminal. */
@NullMarked
package dev.switchback.standalone.terminal;

import org.jspecify.annotations.NullMarked;
