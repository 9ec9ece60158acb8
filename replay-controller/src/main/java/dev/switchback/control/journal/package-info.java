/** Port to the journal: what was decided, by whom, and when. */
@NullMarked
package dev.switchback.control.journal;

import org.jspecify.annotations.NullMarked;
