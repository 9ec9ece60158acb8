/** Deltas of aggregated views in memory: group keys and mergeable states. */
@NullMarked
package dev.switchback.processor.aggregate;

import org.jspecify.annotations.NullMarked;
