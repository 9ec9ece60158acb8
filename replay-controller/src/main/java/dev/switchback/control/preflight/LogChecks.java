package dev.switchback.control.preflight;

import dev.switchback.control.replay.Fence;
import dev.switchback.control.source.SourceLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the log holds what a replay needs, and goes on holding it (promise P8). */
final class LogChecks {
    /** An estimate may be wrong, and a replay may be paused: the log has to outlast it by so much. */
    private static final int CAUTION = 2;

    private static final Duration UNKNOWN = Duration.ofHours(1);

    private final SourceLog log;
    private final String topic;
    private final boolean lossAccepted;

    LogChecks(SourceLog log, String topic, boolean lossAccepted) {
        this.log = log;
        this.topic = topic;
        this.lossAccepted = lossAccepted;
    }

    Check reachesZero(Fence fence) {
        List<String> lost = new ArrayList<>();
        fence.starts().forEach((partition, start) -> {
            if (start > 0) {
                lost.add("partition " + partition + " begins at offset " + start);
            }
        });
        if (lost.isEmpty()) {
            return Check.pass(Check.Name.LOG, "The topic " + topic + " reaches offset 0 on every partition.");
        }
        String what = "The topic " + topic + " no longer reaches offset 0: " + String.join(", ", lost) + ".";
        return lossAccepted
                ? Check.warn(Check.Name.LOG, what + " The loss is accepted.")
                : Check.fail(
                        Check.Name.LOG,
                        what + " Restore the log, or give up the lost events with accept_loss {by, reason}.");
    }

    List<Check> keepsEvents(Estimate estimate, Instant now) {
        SourceLog.Retention retention = log.retention(topic);
        List<Check> checks = new ArrayList<>();
        if (retention.deletes() && retention.millis() >= 0) {
            checks.add(byAge(retention, estimate, now));
        }
        if (retention.deletes() && retention.bytes() >= 0) {
            checks.add(
                    Check.warn(
                            Check.Name.RETENTION,
                            "retention.bytes of the topic " + topic + " is " + retention.bytes()
                                    + ": the oldest events of a larger partition go; set it to -1 to keep the log replayable."));
        }
        if (retention.compacts()) {
            checks.add(
                    Check.warn(
                            Check.Name.RETENTION,
                            "cleanup.policy of the topic " + topic
                                    + " holds compact: older events of a key go; set it to delete to keep the log replayable."));
        }
        return checks.isEmpty()
                ? List.of(Check.pass(Check.Name.RETENTION, "The topic " + topic + " keeps every event."))
                : checks;
    }

    /** Kafka deletes by the records' own timestamps, whatever age they had when they were written. */
    private Check byAge(SourceLog.Retention retention, Estimate estimate, Instant now) {
        String setting = "retention.ms of the topic " + topic + " is " + retention.millis();
        Optional<Instant> oldest = log.oldest(topic);
        if (oldest.isEmpty()) {
            return Check.warn(
                    Check.Name.RETENTION,
                    setting + ": events go after that time, by their own timestamps; set it to -1 to keep the log"
                            + " replayable.");
        }
        Instant goes = oldest.get().plusMillis(retention.millis());
        Instant needed = now.plus(estimate.duration().orElse(UNKNOWN).multipliedBy(CAUTION));
        if (goes.isAfter(needed)) {
            return Check.warn(
                    Check.Name.RETENTION,
                    setting + ": its oldest events go from " + goes + " on, after this replay; set it to -1 to keep the"
                            + " log replayable.");
        }
        String soon = setting + ", so its oldest events, of " + oldest.get() + ", may be deleted before the replay has"
                + " read them.";
        return lossAccepted
                ? Check.warn(Check.Name.RETENTION, soon + " The loss is accepted.")
                : Check.fail(
                        Check.Name.RETENTION,
                        soon + " Set it to -1, or give up the lost events with accept_loss {by, reason}.");
    }
}
