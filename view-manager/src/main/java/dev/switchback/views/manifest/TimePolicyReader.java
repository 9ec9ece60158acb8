package dev.switchback.views.manifest;

import dev.switchback.views.manifest.TimePolicy.LateEvents;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the fields of {@code source:} about late events and idle partitions. */
final class TimePolicyReader {
    static final List<String> FIELDS = List.of("late_events", "allowed_lateness", "idle_timeout");
    private static final Pattern LATE_EVENTS = Pattern.compile("accept|divert");

    private final YamlScalars scalars;

    TimePolicyReader(YamlScalars scalars) {
        this.scalars = scalars;
    }

    /** Empty only if problems were added. */
    Optional<TimePolicy> read(YamlMap source) {
        Optional<LateEvents> lateEvents = source.optional("late_events")
                .map(this::lateEvents)
                .orElse(Optional.of(TimePolicy.DEFAULT.lateEvents()));
        Optional<Duration> lateness = source.optional("allowed_lateness")
                .map(node -> allowedLateness(node, lateEvents))
                .orElse(Optional.of(TimePolicy.DEFAULT.allowedLateness()));
        Optional<Duration> idle = source.optional("idle_timeout")
                .map(node -> scalars.duration("source.idle_timeout", node, false))
                .orElse(Optional.of(TimePolicy.DEFAULT.idleTimeout()));
        if (lateEvents.isEmpty() || lateness.isEmpty() || idle.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TimePolicy(lateEvents.get(), lateness.get(), idle.get()));
    }

    private Optional<LateEvents> lateEvents(Node node) {
        return scalars.matching(
                        "source.late_events",
                        node,
                        LATE_EVENTS,
                        "Write accept to count late events like all others, or divert to keep them out of the views.")
                .map(word -> LateEvents.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    /** Accepted events are never late, so a lateness that would change nothing is refused: its author expects something else. */
    private Optional<Duration> allowedLateness(Node node, Optional<LateEvents> lateEvents) {
        Optional<Duration> lateness = scalars.duration("source.allowed_lateness", node, true);
        if (lateEvents.isPresent() && lateEvents.get() == LateEvents.ACCEPT) {
            scalars.wrong(
                    "source.allowed_lateness",
                    node,
                    "'source.allowed_lateness' says nothing while late events are accepted",
                    "Add 'late_events: divert', or remove it.");
            return Optional.empty();
        }
        return lateness;
    }
}
