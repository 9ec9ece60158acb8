/** The replay: its states, its edges, and what is stored of it. */
@NullMarked
package dev.switchback.control.replay;

import org.jspecify.annotations.NullMarked;
