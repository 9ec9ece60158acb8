package dev.switchback.standalone.demo;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A query that the demo's clients repeat, and how an answer shows which version it came from. */
public sealed interface Question {
    /** Path and parameters below {@code /v1/}. */
    String path();

    /** Whether the rows can only be those of a version with these values. */
    boolean fits(JsonNode rows, PlainEvaluation version, boolean hasEditors);

    /** Sums of every hour of the day; each hour differs between the versions. */
    record Hours() implements Question {
        @Override
        public String path() {
            return "wikipedia/hourly?from=2015-09-12T00:00:00Z&to=2015-09-13T00:00:00Z";
        }

        @Override
        public boolean fits(JsonNode rows, PlainEvaluation version, boolean hasEditors) {
            int hours = version.deletedByHour().size();
            if (rows.size() != hours) {
                return false;
            }
            for (int hour = 0; hour < hours; hour++) {
                JsonNode row = rows.path(hour);
                boolean same =
                        row.path("edits").asLong(-1) == version.editsByHour().get(hour)
                                && row.path("deleted").asLong(-1)
                                        == version.deletedByHour().get(hour)
                                && row.has("editors") == hasEditors
                                && (!hasEditors
                                        || row.path("editors").asLong(-1)
                                                == version.editorsByHour().get(hour));
                if (!same) {
                    return false;
                }
            }
            return true;
        }
    }

    /** All that was added to one channel. */
    record OneChannel(String channel) implements Question {
        @Override
        public String path() {
            return "wikipedia/channels?channel=" + channel.replace("#", "%23");
        }

        @Override
        public boolean fits(JsonNode rows, PlainEvaluation version, boolean hasEditors) {
            Map<String, Long> added = version.addedByChannel();
            return rows.size() == 1
                    && rows.path(0).path("added").asLong(-1) == added.getOrDefault(channel, 0L)
                    && rows.path(0).has("editors") == hasEditors;
        }
    }

    /** The live windows of one channel; new events change their values, but not which measures they have. */
    record Live(String channel) implements Question {
        @Override
        public String path() {
            return "wikipedia/channels_by_minute/live?windows=10&channel=" + channel.replace("#", "%23");
        }

        @Override
        public boolean fits(JsonNode rows, PlainEvaluation version, boolean hasEditors) {
            return !rows.isEmpty() && rows.valueStream().allMatch(row -> row.has("editors") == hasEditors);
        }
    }

    /** The live leaderboard; a version without robots never has the channel that only robots write to. */
    record Leaders(int n) implements Question {
        @Override
        public String path() {
            return "wikipedia/channels_by_minute/top?by=edits&windows=10&n=" + n;
        }

        @Override
        public boolean fits(JsonNode rows, PlainEvaluation version, boolean hasEditors) {
            return !rows.isEmpty()
                    && rows.valueStream()
                            .noneMatch(row ->
                                    hasEditors && row.path("channel").asString().equals(LaterEdits.CHANNEL_OF_ROBOTS));
        }
    }
}
