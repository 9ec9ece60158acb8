package dev.switchback.control.status;

import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Metrics in the Prometheus text format, read when they are asked for. Thread-safe. */
public final class MetricsReader {
    private final StatusReader status;
    private final ReplayStore replays;

    public MetricsReader(StatusReader status, ReplayStore replays) {
        this.status = status;
        this.replays = replays;
    }

    public String text(boolean leading) {
        Text text = new Text();
        text.type("switchback_controller_leading", "1 on the controller that acts");
        text.value("switchback_controller_leading", "", leading ? 1 : 0);
        text.type("switchback_pipeline_epoch", "Epoch of the active pointer");
        text.type("switchback_version_lag_events", "Events between a version's position and the end of its log");
        text.type("switchback_version_offsets", "Offsets processed by a version, by what became of them");
        text.type("switchback_version_lag_seconds", "How long ago the log ended where a version stands");
        text.type("switchback_version_conserved", "1 if the counts account for every offset, 0 if not");
        text.type("switchback_version_processors", "Instances that reported within the last minute, by state");
        text.type("switchback_version_processors_wanted", "Instances that belong to be running");
        text.type("switchback_version_replay", "1 for the state of a version's newest replay");
        status.all().forEach(pipeline -> pipeline(text, pipeline));
        text.type("switchback_replay_events_done", "Offsets inside the fence that an open replay has processed");
        text.type("switchback_replay_events_total", "Offsets inside the fence of an open replay");
        text.type("switchback_replay_events_per_second", "Smoothed rate of an open replay");
        for (Replay replay : replays.open()) {
            replay(text, replay);
        }
        return text.toString();
    }

    private static void pipeline(Text text, PipelineStatus pipeline) {
        String name = "pipeline=\"" + pipeline.pipeline() + "\"";
        text.value("switchback_pipeline_epoch", name, pipeline.epoch());
        for (VersionStatus version : pipeline.versions()) {
            String labels = name + ",version=\"" + version.version() + "\",slot=\"" + version.slot() + "\"";
            version.lag()
                    .ifPresent(lag -> lag.events()
                            .ifPresent(events -> text.value("switchback_version_lag_events", labels, events)));
            version.lag()
                    .flatMap(VersionStatus.Lag::time)
                    .ifPresent(time -> text.value("switchback_version_lag_seconds", labels, time.toMillis() / 1e3));
            version.processors().stream()
                    .collect(Collectors.groupingBy(VersionStatus.Processor::state, TreeMap::new, Collectors.counting()))
                    .forEach((state, number) ->
                            text.value("switchback_version_processors", labels + ",state=\"" + state + "\"", number));
            version.instances().ifPresent(number -> text.value("switchback_version_processors_wanted", labels, number));
            version.replay()
                    .ifPresent(replay ->
                            text.value("switchback_version_replay", labels + ",state=\"" + replay.state() + "\"", 1));
            version.counts().ifPresent(counts -> {
                text.value("switchback_version_conserved", labels, counts.conserved() ? 1 : 0);
                text.value("switchback_version_offsets", labels + ",outcome=\"kept\"", counts.kept());
                text.value("switchback_version_offsets", labels + ",outcome=\"filtered\"", counts.filtered());
                text.value("switchback_version_offsets", labels + ",outcome=\"late\"", counts.late());
                text.value("switchback_version_offsets", labels + ",outcome=\"dead\"", counts.dead());
                text.value("switchback_version_offsets", labels + ",outcome=\"gap\"", counts.gaps());
            });
        }
    }

    private static void replay(Text text, Replay replay) {
        String labels = "pipeline=\"" + replay.version().pipeline() + "\",version=\""
                + replay.version().number() + "\",state=\"" + replay.state().word() + "\"";
        Progress progress = replay.progress();
        text.value("switchback_replay_events_done", labels, progress.eventsDone());
        text.value("switchback_replay_events_total", labels, progress.eventsTotal());
        text.value("switchback_replay_events_per_second", labels, progress.eventsPerSecond());
    }

    /** Each metric's lines together, as the format wants. Label values are names and numbers of ours: nothing in them needs escaping. */
    private static final class Text {
        private final Map<String, StringBuilder> metrics = new LinkedHashMap<>();

        void type(String name, String help) {
            metrics.computeIfAbsent(name, _ -> new StringBuilder())
                    .append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(help)
                    .append("\n# TYPE ")
                    .append(name)
                    .append(" gauge\n");
        }

        void value(String name, String labels, long value) {
            line(name, labels, String.valueOf(value));
        }

        void value(String name, String labels, double value) {
            line(name, labels, String.format(Locale.ROOT, "%.3f", value));
        }

        private void line(String name, String labels, String value) {
            StringBuilder lines = metrics.computeIfAbsent(name, _ -> new StringBuilder());
            lines.append(name);
            if (!labels.isEmpty()) {
                lines.append('{').append(labels).append('}');
            }
            lines.append(' ').append(value).append('\n');
        }

        @Override
        public String toString() {
            return String.join("", metrics.values());
        }
    }
}
