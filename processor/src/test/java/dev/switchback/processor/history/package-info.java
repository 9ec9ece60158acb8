/** Tests of what is written to the history store. */
@NullMarked
package dev.switchback.processor.history;

import org.jspecify.annotations.NullMarked;
