package dev.switchback.standalone.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the demo found.
 *
 * @param ok whether everything held
 * @param before the version that answered before the switch, and {@code after} the one after it
 * @param replaySeconds from the request of the second version's replay to the switch
 * @param answers what the query API returned for the first version
 */
public record DemoReport(
        boolean ok,
        int before,
        int after,
        AnswerJudge.Counts queries,
        long replayedEvents,
        double replaySeconds,
        Answers answers) {

    /** Writes the report as the one JSON object that DESIGN.md section 6 describes. */
    public void writeTo(Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", ok);
        report.put("versions", ordered("before", before, "after", after));
        Map<String, Object> counts = ordered("total", queries.total(), "failed", queries.failed());
        counts.put("epochInversions", queries.epochInversions());
        counts.put("mixedVersions", queries.mixedVersions());
        report.put("queries", counts);
        report.put("replay", ordered("events", replayedEvents, "seconds", replaySeconds));
        Map<String, Object> found = ordered("rows", answers.rows(), "deletedByHour", answers.deletedByHour());
        found.put("topPages", pairs(answers.topPages()));
        found.put("addedByChannel", pairs(answers.addedByChannel()));
        report.put("answers", found);
        Files.writeString(file, JsonMapper.builder().build().writeValueAsString(report) + System.lineSeparator());
    }

    private static Map<String, Object> ordered(String key1, Object value1, String key2, Object value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }

    private static List<List<Object>> pairs(List<Answers.Entry> entries) {
        return entries.stream()
                .map(entry -> List.<Object>of(entry.key(), entry.value()))
                .toList();
    }
}
