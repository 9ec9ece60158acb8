package dev.switchback.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {
    @Test
    void leavesFiguresAndPlotsInAFolderNamedByTheTime(@TempDir Path results) throws IOException {
        Report report = new Report("speed", Map.of("events", 7));
        report.row(Map.of("seconds", 1.23456));
        report.ratio("this / that", 2.0 / 3, "at least 0.5");
        ResultFolder folder = ResultFolder.make(results, report.benchmark(), Instant.parse("2026-11-20T01:02:03Z"));
        folder.write(report);
        folder.write("bars", Plot.bars("Bars", "ms", List.of("a", "b"), Map.of("median", List.of(1.0, 2.0))));
        folder.write(
                "lines",
                Plot.logarithmic(
                        "Lines", "events", "s", List.of(new Plot.Line("one", List.of(1.0, 4.0), List.of(1.0, 4.1)))));

        assertEquals(results.resolve("speed-20261120T010203Z"), folder.path());
        JsonNode json = JsonMapper.builder().build().readTree(folder.path().resolve("result.json"));
        assertEquals("speed", json.path("benchmark").asString());
        assertEquals(7, json.path("parameters").path("events").asInt());
        assertEquals(1.235, json.path("results").path(0).path("seconds").asDouble());
        assertEquals(0.667, json.path("ratios").path(0).path("value").asDouble());
        assertEquals("at least 0.5", json.path("ratios").path(0).path("goal").asString());
        for (String plot : List.of("bars.png", "lines.png")) {
            byte[] image = Files.readAllBytes(folder.path().resolve(plot));
            assertNotNull(ImageIO.read(new ByteArrayInputStream(image)), plot);
        }
    }
}
