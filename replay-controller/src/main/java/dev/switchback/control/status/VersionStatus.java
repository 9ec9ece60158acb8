package dev.switchback.control.status;

import dev.switchback.control.replay.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the API says of one version.
 *
 * @param problem a sentence where this release does not understand the version's manifest, so that the rest is not known; else empty
 * @param checkOf the version that it repeats, if it is there for a check only
 * @param standbyUntil when a version on standby is retired by itself
 * @param watermark event time up to which it is complete; empty before its first event
 * @param lag empty for a version that was not built
 * @param counts what became of the offsets processed so far (promise P4); empty for a version that was not built
 * @param partitions the same per partition; empty for a version that was not built
 * @param instances of its processor that belong to be running; empty where none does
 * @param replay its newest replay, if it had any
 * @param mirror how its answers compare with those of the active version, if mirrored reads were ordered
 */
public record VersionStatus(
        int version,
        String slot,
        Optional<String> problem,
        OptionalInt checkOf,
        Optional<Instant> standbyUntil,
        String fingerprint,
        Instant registeredAt,
        Optional<String> topic,
        Optional<Instant> watermark,
        Optional<Lag> lag,
        Optional<CountsStatus> counts,
        List<PartitionStatus> partitions,
        OptionalInt instances,
        List<Processor> processors,
        Optional<ReplayReference> replay,
        Optional<MirrorStatus> mirror) {

    /**
     * @param events empty while the end of the log is not known
     * @param time empty where it is longer than remembered
     */
    public record Lag(OptionalLong events, Optional<Duration> time) {}

    /**
     * @param offsets consumed: the settled positions less the start offsets, over all partitions
     * @param conserved whether the counts account for all of them in every partition, and the history store was not found to hold
     *     anything else
     * @param audit how far the history store was compared
     */
    public record CountsStatus(
            long offsets,
            long kept,
            long filtered,
            long late,
            long dead,
            long gaps,
            boolean conserved,
            AuditStatus audit,
            Map<String, Long> viewEvents) {}

    /** @param detail a sentence; empty where there is nothing to say */
    public record AuditStatus(AuditResult result, String detail) {
        public static final AuditStatus NOT_RUN = new AuditStatus(AuditResult.NOT_RUN, "");
    }

    /** How the rows in the history store compare with the ledger. */
    public enum AuditResult {
        /** Equal, in a quiet moment. */
        EXACT,
        /** Within the bounds that a store being written to allows. */
        BOUNDED,
        MISMATCH,
        /** The history store did not answer. */
        UNAVAILABLE,
        /** Nobody asked: lists and metrics do without. */
        NOT_RUN
    }

    /**
     * What became of the offsets {@code [start, committed)} of one partition: {@code committed - start = kept + filtered + late + dead +
     * gaps}, or {@code conserved} is false.
     *
     * @param watermark event time up to which the partition is complete; empty before its first event
     * @param idle whether it has fallen silent and does not hold the version's watermark back
     */
    public record PartitionStatus(
            int partition,
            long start,
            long committed,
            long kept,
            long filtered,
            long late,
            long dead,
            long gaps,
            boolean conserved,
            Optional<Instant> watermark,
            boolean idle) {}

    public record Processor(
            String instance,
            String state,
            List<Integer> partitions,
            String problem,
            double eventsPerSecond,
            Duration reportAge) {}

    /** @param forecast what was estimated of it, and what came of that */
    public record ReplayReference(UUID id, String state, Optional<Forecast> forecast) {}
}
