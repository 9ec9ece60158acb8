/** Tests of the deltas in memory. */
@NullMarked
package dev.switchback.processor.aggregate;

import org.jspecify.annotations.NullMarked;
