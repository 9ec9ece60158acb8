package dev.switchback.standalone.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a version of the demo must answer, computed from the file with hash maps and nothing of the product: the judge of answers for which
 * nobody has published any.
 *
 * @param editsByHour COUNT(*), hour by hour
 * @param deletedByHour SUM(deleted), hour by hour
 * @param editorsByHour COUNT(DISTINCT user), hour by hour
 * @param editsByPage COUNT(*)
 * @param addedByChannel SUM(added)
 */
public record PlainEvaluation(
        List<Long> editsByHour,
        List<Long> deletedByHour,
        List<Long> editorsByHour,
        Map<String, Long> editsByPage,
        Map<String, Long> addedByChannel) {
    private static final int HOURS = 24;

    public PlainEvaluation {
        editsByHour = List.copyOf(editsByHour);
        deletedByHour = List.copyOf(deletedByHour);
        editorsByHour = List.copyOf(editorsByHour);
        editsByPage = Map.copyOf(editsByPage);
        addedByChannel = Map.copyOf(addedByChannel);
    }

    /** Evaluates all edits, or those that robots did not make. */
    public static PlainEvaluation of(boolean withRobots) {
        Tally tally = new Tally();
        JsonMapper json = JsonMapper.builder().build();
        WikipediaEdits.forEach(line -> {
            JsonNode edit = json.readTree(line);
            if (withRobots || !edit.path("isRobot").asBoolean()) {
                tally.add(edit);
            }
        });
        return new PlainEvaluation(
                Arrays.stream(tally.edits).boxed().toList(),
                Arrays.stream(tally.deleted).boxed().toList(),
                tally.editors.stream().map(one -> (long) one.size()).toList(),
                tally.pages,
                tally.channels);
    }

    private static final class Tally {
        private final long[] edits = new long[HOURS];
        private final long[] deleted = new long[HOURS];
        private final List<Set<String>> editors = new ArrayList<>();
        private final Map<String, Long> pages = new HashMap<>();
        private final Map<String, Long> channels = new HashMap<>();

        private Tally() {
            for (int hour = 0; hour < HOURS; hour++) {
                editors.add(new HashSet<>());
            }
        }

        private void add(JsonNode edit) {
            int hour = Instant.parse(edit.path("time").asString())
                    .atOffset(ZoneOffset.UTC)
                    .getHour();
            edits[hour]++;
            deleted[hour] += edit.path("deleted").asLong();
            editors.get(hour).add(edit.path("user").asString());
            pages.merge(edit.path("page").asString(), 1L, Long::sum);
            channels.merge(edit.path("channel").asString(), edit.path("added").asLong(), Long::sum);
        }
    }

    /** The same questions that are asked over HTTP. */
    public Answers answers() {
        long rows = editsByHour.stream().mapToLong(Long::longValue).sum();
        return new Answers(rows, deletedByHour, largest(editsByPage, 10), largest(addedByChannel, 5));
    }

    private static List<Answers.Entry> largest(Map<String, Long> values, int n) {
        return values.entrySet().stream()
                .map(entry -> new Answers.Entry(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Answers.Entry::value)
                        .reversed()
                        .thenComparing(Answers.Entry::key))
                .limit(n)
                .toList();
    }
}
