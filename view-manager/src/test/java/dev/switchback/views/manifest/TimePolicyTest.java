package dev.switchback.views.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.views.manifest.TimePolicy.LateEvents;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Late events and idle partitions in the manifest. */
class TimePolicyTest {
    private static final String MANIFEST = """
            pipeline: shop
            source:
              topic: orders
              event_time: ts
              EXTRA
              columns: {ts: TIMESTAMP(3)}
            views: {all: {sql: SELECT ts FROM shop}}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    format: json                                      | ACCEPT | PT0S  | PT1M
                    late_events: accept                               | ACCEPT | PT0S  | PT1M
                    late_events: divert                               | DIVERT | PT0S  | PT1M
                    allowed_lateness: PT5M\\n  late_events: divert     | DIVERT | PT5M  | PT1M
                    late_events: divert\\n  allowed_lateness: PT0S     | DIVERT | PT0S  | PT1M
                    idle_timeout: PT0.001S                            | ACCEPT | PT0S  | PT0.001S
                    """)
    void reads(String extra, LateEvents lateEvents, Duration lateness, Duration idleTimeout) throws Exception {
        assertEquals(
                new TimePolicy(lateEvents, lateness, idleTimeout),
                read(extra).source().timePolicy());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    late_events: drop                                 | source.late_events      | 5
                    late_events: Divert                               | source.late_events      | 5
                    late_events: true                                 | source.late_events      | 5
                    late_events: []                                   | source.late_events      | 5
                    allowed_lateness: PT5M                            | source.allowed_lateness | 5
                    allowed_lateness: PT0S                            | source.allowed_lateness | 5
                    late_events: accept\\n  allowed_lateness: PT5M     | source.allowed_lateness | 6
                    late_events: divert\\n  allowed_lateness: -PT1S    | source.allowed_lateness | 6
                    late_events: divert\\n  allowed_lateness: 5        | source.allowed_lateness | 6
                    late_events: divert\\n  allowed_lateness: PT0.0001S | source.allowed_lateness | 6
                    idle_timeout: PT0S                                | source.idle_timeout     | 5
                    idle_timeout: -PT1M                               | source.idle_timeout     | 5
                    idle_timeout: P99999D                             | source.idle_timeout     | 5
                    idle_timeout: never                               | source.idle_timeout     | 5
                    """)
    void refusesByFieldAndLine(String extra, String field, int line) {
        List<ManifestProblem> problems =
                assertThrows(ManifestException.class, () -> read(extra)).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(ManifestProblem.Code.INVALID_VALUE, problems.getFirst().code());
        assertEquals(field, problems.getFirst().field());
        assertEquals(line, problems.getFirst().line());
    }

    @Test
    void theFingerprintSeesThemAndDefaultsAreAsIfAbsent() throws Exception {
        String plain = Fingerprint.of(read("format: json"));
        assertEquals(plain, Fingerprint.of(read("late_events: accept\n  idle_timeout: PT60S")));
        Set<String> different = new HashSet<>();
        different.add(plain);
        for (String extra : List.of(
                "late_events: divert",
                "late_events: divert\n  allowed_lateness: PT1S",
                "idle_timeout: PT1S",
                "late_events: divert\n  idle_timeout: PT1S")) {
            different.add(Fingerprint.of(read(extra)));
        }
        assertEquals(5, different.size());
    }

    private static Manifest read(String extra) throws ManifestException {
        return new ManifestReader().read(MANIFEST.replace("EXTRA", extra.replace("\\n", "\n")));
    }
}
