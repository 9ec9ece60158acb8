/** From a record's bytes to a row: only the columns that the plan needs. */
@NullMarked
package dev.switchback.processor.decode;

import org.jspecify.annotations.NullMarked;
