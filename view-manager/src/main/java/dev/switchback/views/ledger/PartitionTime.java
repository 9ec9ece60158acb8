package dev.switchback.views.ledger;

import java.util.OptionalLong;

/**
 * What a store knows of one partition's event time.
 *
 * @param newest largest event time, epoch milliseconds; empty while there is none
 * @param idle whether the partition was read to its end and has fallen silent
 */
public record PartitionTime(OptionalLong newest, boolean idle) {}
