/** What users may order; decides and persists, while the loop acts. */
@NullMarked
package dev.switchback.control.command;

import org.jspecify.annotations.NullMarked;
