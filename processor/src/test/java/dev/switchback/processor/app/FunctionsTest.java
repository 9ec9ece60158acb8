package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestJars;
import dev.switchback.sample.EditScoring;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.history.DeadLetter;
import dev.switchback.views.run.ProcessorState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** User functions in views, on the real engines. */
class FunctionsTest {
    private static final String CLASS = "dev.switchback.sample.EditScoring";
    private static final String FOLDER = "dev/switchback/sample/";
    private static final String JAR = "edit-scoring.jar";
    private static final String MANIFEST = """
            pipeline: NAME
            functions:
              edit_score: {jar: edit-scoring.jar, method: dev.switchback.sample.EditScoring.score}
            source:
              topic: NAME
              event_time: time
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                added: BIGINT
                deleted: BIGINT
                namespace: VARCHAR
                is_minor: BOOLEAN
                comment: VARCHAR
            views:
              valuable:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits,
                    SUM(edit_score(added, deleted, namespace, is_minor, comment)) AS points
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  WHERE edit_score(added, deleted, namespace, is_minor, comment) >= 40
                  GROUP BY window_start, channel
                live: {retention: PT2H, top: [points]}
            """;
    /** Another logic under the same names, which does not bear one of the events. */
    private static final String OTHER_LOGIC = """
            package dev.switchback.sample;
            public final class EditScoring {
                public static long score(long added, long deleted, String namespace, Boolean minor, String comment) {
                    if (deleted == 13) {
                        throw new IllegalArgumentException("thirteen, \\n" + comment);
                    }
                    return added - 2 * deleted;
                }
            }
            """;

    /** What a version's function should give; null for NULL in. */
    private interface Oracle {
        long points(ScoredEdit edit, long added, long deleted);
    }

    @Test
    @DisplayName(
            "P1, P2, P4: two versions with two jars of the same names, side by side and restarted, each as plain Java has it")
    void sideBySide() {
        List<ScoredEdit> edits = ScoredEdit.generate(7, 3_600, 2);
        try (TestPipeline first = TestPipeline.create("scored", 2, 1, MANIFEST, sample());
                TestPipeline second = first.next(MANIFEST, jar(OTHER_LOGIC))) {
            send(first, edits.subList(0, 1_200));
            try (VersionProcessor one = first.start("a");
                    VersionProcessor two = second.start("b")) {
                first.awaitCaughtUp(one);
                send(first, edits.subList(1_200, 2_400));
                first.awaitCaughtUp(one);
                second.awaitCaughtUp(two);
            }
            send(first, edits.subList(2_400, 3_600));
            try (VersionProcessor one = first.start("c");
                    VersionProcessor two = second.start("d")) {
                first.awaitCaughtUp(one);
                second.awaitCaughtUp(two);
            }
            Oracle sample = (edit, added, deleted) ->
                    EditScoring.score(added, deleted, edit.namespace(), edit.minor(), edit.comment());
            verify(first, expected(edits, sample), 0, edits.size());
            List<ScoredEdit> bad = edits.stream()
                    .filter(e -> e.added() != null && Objects.equals(e.deleted(), 13L))
                    .toList();
            List<ScoredEdit> good = new ArrayList<>(edits);
            good.removeAll(bad);
            assertTrue(bad.size() > 20);
            verify(second, expected(good, (edit, added, deleted) -> added - 2 * deleted), bad.size(), edits.size());
            assertDeadLetters(second, bad);
        }
    }

    @Test
    @DisplayName(
            "A function out of memory, or a class that cannot be initialized, fails its version with one sentence; no event counts")
    void fatal() {
        String broken = OTHER_LOGIC.replace(
                "return added", "if (added >= 0) { throw new OutOfMemoryError(\"made up\"); } return added");
        String uninitialized = OTHER_LOGIC.replace(
                "class EditScoring {", "class EditScoring { static final int BAD = Integer.parseInt(\"x\");");
        try (TestPipeline first = TestPipeline.create("fatal", 1, 1, MANIFEST, jar(broken));
                TestPipeline second = first.next(MANIFEST, jar(uninitialized))) {
            send(first, ScoredEdit.generate(8, 50, 1));
            try (VersionProcessor one = first.start("a");
                    VersionProcessor two = second.start("b")) {
                awaitFailure(one, "OutOfMemoryError: made up");
                awaitFailure(
                        two,
                        "the static initializer of its class failed: java.lang.NumberFormatException: For input string: \"x\"");
            }
            assertEquals(0, first.counts().kept() + first.counts().dead());
        }
    }

    private static void awaitFailure(VersionProcessor processor, String words) {
        Waiting.until(
                () -> processor.state() == ProcessorState.FAILED,
                () -> "the failure, state " + processor.state() + " " + processor.problem());
        assertTrue(processor.problem().contains(words), processor.problem());
    }

    private static void verify(TestPipeline pipeline, Map<String, List<String>> expected, int dead, int events) {
        assertTrue(expected.size() >= 15, "groups " + expected.size());
        assertEquals(expected, HistoryContent.aggregated(pipeline, 0));
        assertEquals(expected, LiveContent.aggregated(pipeline, 0));
        assertEquals(dead, pipeline.counts().dead());
        assertEquals(events, pipeline.counts().offsets());
    }

    private static void assertDeadLetters(TestPipeline pipeline, List<ScoredEdit> bad) {
        List<DeadLetter> letters = new ClickHouseHistoryStore(Stores.CLICKHOUSE)
                .deadLetters(pipeline.version, Optional.empty(), -1, -1, 1_000);
        assertEquals(bad.size(), letters.size());
        letters.forEach(letter -> assertEquals("expression", letter.reason()));
        assertEquals(
                bad.stream()
                        .map(e ->
                                "view valuable: WHERE: edit_score threw java.lang.IllegalArgumentException: thirteen, "
                                        + e.comment())
                        .sorted()
                        .toList(),
                letters.stream().map(DeadLetter::detail).sorted().toList());
    }

    private static Map<String, List<String>> expected(List<ScoredEdit> edits, Oracle oracle) {
        Map<String, long[]> groups = new TreeMap<>();
        for (ScoredEdit edit : edits) {
            if (edit.added() == null || edit.deleted() == null) {
                continue;
            }
            long points = oracle.points(edit, edit.added(), edit.deleted());
            if (points >= 40) {
                long window = Math.floorDiv(edit.time(), 60_000L) * 60_000L;
                long[] sums = groups.computeIfAbsent(window + "|" + edit.channel(), k -> new long[2]);
                sums[0]++;
                sums[1] += points;
            }
        }
        Map<String, List<String>> result = new TreeMap<>();
        groups.forEach(
                (key, sums) -> result.put(key, List.of(PlainEvaluation.text(sums[0]), PlainEvaluation.text(sums[1]))));
        return result;
    }

    private static void send(TestPipeline pipeline, List<ScoredEdit> edits) {
        pipeline.send(edits.stream().map(ScoredEdit::event).toList());
    }

    private static FunctionJar jar(String source) {
        return new FunctionJar(JAR, TestJars.of(TestJars.compile(CLASS, source)));
    }

    /** The sample module's jar. */
    private static FunctionJar sample() {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of("EditScoring.class", "revert-words.txt")) {
            try (InputStream in = Objects.requireNonNull(EditScoring.class.getResourceAsStream(name), name)) {
                files.put(FOLDER + name, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new FunctionJar(JAR, TestJars.of(files));
    }
}
