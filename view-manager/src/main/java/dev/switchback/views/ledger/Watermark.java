package dev.switchback.views.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** The event time up to which a version is complete (ADR 086). */
public final class Watermark {
    private Watermark() {}

    /** The watermark of a version by its ledger. */
    public static Optional<Instant> of(Collection<LedgerEntry> entries, Duration outOfOrderness) {
        return ofPartitions(
                entries.stream()
                        .map(entry -> new PartitionTime(entry.maxEventTime(), entry.idle()))
                        .toList(),
                outOfOrderness);
    }

    /**
     * The smallest over the partitions that have seen an event of (largest event time − out-of-orderness). Partitions without events do
     * not hold it back, nor do idle ones; where all with events are idle, the largest counts.
     *
     * @return empty while no partition has seen an event
     */
    public static Optional<Instant> ofPartitions(Collection<PartitionTime> partitions, Duration outOfOrderness) {
        OptionalLong slowest =
                newest(partitions, partition -> !partition.idle()).min();
        OptionalLong newest = slowest.isPresent()
                ? slowest
                : newest(partitions, PartitionTime::idle).max();
        return newest.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(newest.getAsLong()).minus(outOfOrderness));
    }

    private static LongStream newest(Collection<PartitionTime> partitions, Predicate<PartitionTime> which) {
        return partitions.stream().filter(which).map(PartitionTime::newest).flatMapToLong(OptionalLong::stream);
    }
}
