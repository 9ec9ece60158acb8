/** Engine processes: started behind a gate, watched from outside, found again by their pid files. */
@NullMarked
package dev.switchback.embedded.process;

import org.jspecify.annotations.NullMarked;
