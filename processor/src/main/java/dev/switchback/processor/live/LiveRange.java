package dev.switchback.processor.live;

import java.util.OptionalLong;

/**
 * What a batch covers in one shard: {@code [from, end)}.
 *
 * @param start the mark of a shard that has none
 * @param reached the largest mark that this owner knows of
 * @param newest largest event time among the good events before {@code end}
 * @param active whether the range holds an event, late ones included: it ends idleness
 */
record LiveRange(long start, long reached, long from, long end, OptionalLong newest, boolean active) {}
