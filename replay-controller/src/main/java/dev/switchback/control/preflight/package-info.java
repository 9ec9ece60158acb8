/** What is checked and estimated before a replay; changes nothing. */
@NullMarked
package dev.switchback.control.preflight;

import org.jspecify.annotations.NullMarked;
