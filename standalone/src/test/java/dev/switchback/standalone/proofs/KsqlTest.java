package dev.switchback.standalone.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.sql.Planner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * ksqlDB's own query tests, through the real pipeline: all cases' records in one topic, each case a view over its own. What becomes of
 * each of its cases stands in {@code proofs/ksqldb-qtt.tsv}. The published changelog's last row per key and window is compared.
 */
class KsqlTest {
    private static final int CASES = 145;

    @Test
    @DisplayName("P1: every case of ksqlDB's query tests is run, refused as there, or listed with its reason")
    void everyCaseHasADisposition() {
        List<KsqlCase> cases = KsqlCases.in(SharedData.folder("ksqldb-qtt"));
        assertEquals(CASES, cases.size());
        assertEquals(
                List.of(),
                cases.stream()
                        .filter(c -> c.disposition().equals("missing"))
                        .map(KsqlCase::title)
                        .toList());
        // One of them stands in its file twice.
        long titles = cases.stream().map(KsqlCase::title).distinct().count();
        assertEquals(titles, KsqlCases.dispositions().size(), "the list names no other case");
        assertTrue(cases.stream()
                .filter(c -> c.disposition().equals("out"))
                .allMatch(c -> !c.fields().isEmpty() && c.fields().getFirst().length() > 3));
    }

    @Test
    @DisplayName("P1, P2: ksqlDB's published rows, in order, shuffled within the bound, and doubled")
    void publishedRows() {
        List<KsqlCase> cases = run();
        List<String> inOrder = new ArrayList<>();
        for (KsqlCase each : cases) {
            for (JsonNode input : each.test().get("inputs")) {
                if (KsqlCase.hasValue(input)) {
                    inOrder.add(each.record(input));
                }
            }
        }
        List<String> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(7));
        List<String> doubled = new ArrayList<>();
        shuffled.forEach(record -> doubled.addAll(List.of(record, record)));
        ProofPipeline first = pipeline(cases);
        ProofPipeline second = pipeline(cases);
        ProofPipeline third = pipeline(cases);
        ProofTopic firstTopic = ProofTopic.of(first, List.of(inOrder));
        ProofTopic secondTopic = ProofTopic.of(second, Logs.split(shuffled, 3));
        ProofTopic thirdTopic = ProofTopic.of(third, List.of(doubled));
        try (VersionProcessor a = firstTopic.start("a", 1, ProofTopic.SMALL_BATCHES);
                VersionProcessor b = secondTopic.start("a", 2, ProofTopic.SMALL_BATCHES);
                VersionProcessor c = thirdTopic.start("a", 1, ProofTopic.SMALL_BATCHES)) {
            firstTopic.awaitEnd(a);
            secondTopic.awaitEnd(b);
            thirdTopic.awaitEnd(c);
        }
        Map<String, List<List<String>>> differing = new LinkedHashMap<>();
        for (KsqlCase each : cases) {
            List<List<String>> published =
                    each.published().values().stream().sorted(KsqlTest::compare).toList();
            for (ProofPipeline pipeline : List.of(first, second)) {
                List<List<String>> ours = rows(each, pipeline);
                if (!published.equals(ours)) {
                    differing.put(each.title() + " is published as " + published + ", not as", ours);
                }
            }
        }
        assertEquals(Map.of(), differing);
        cases.forEach(each -> assertEquals(
                Doubling.doubled(first.plan, each.view(), first.history(each.view())),
                Doubling.of(first.plan, each.view(), third.history(each.view())),
                each.title()));
    }

    @Test
    @DisplayName("what ksqlDB refuses is refused")
    void refused() {
        for (KsqlCase each : KsqlCases.in(SharedData.folder("ksqldb-qtt"))) {
            if (each.disposition().equals("refused")) {
                String group = each.fields().get(0).replace("@", "");
                String selected = each.fields().get(1).replace("@", "");
                String manifest = "pipeline: p\n"
                        + "source:\n"
                        + "  topic: p\n"
                        + "  event_time: ts\n"
                        + "  columns:\n"
                        + "    ts: TIMESTAMP(3)\n"
                        + "    d1: VARCHAR\n"
                        + "    d2: VARCHAR\n"
                        + "    source: VARCHAR\n"
                        + "views:\n"
                        + "  v:\n"
                        + "    sql: SELECT "
                        + selected
                        + " AS d, COUNT(*) AS n FROM p GROUP BY " + group + "\n";
                ManifestException refusal = assertThrows(
                        ManifestException.class, () -> new Planner().plan(new ManifestReader().read(manifest)));
                assertTrue(String.valueOf(refusal.getMessage()).contains("not being grouped"), refusal.getMessage());
            }
        }
    }

    private static List<KsqlCase> run() {
        return KsqlCases.in(SharedData.folder("ksqldb-qtt")).stream()
                .filter(each -> each.disposition().equals("run"))
                .toList();
    }

    private static ProofPipeline pipeline(List<KsqlCase> cases) {
        Map<String, String> columns = new TreeMap<>();
        StringBuilder views = new StringBuilder();
        for (KsqlCase each : cases) {
            columns.putAll(each.declared());
            views.append("  ")
                    .append(each.view())
                    .append(":\n    sql: |\n      ")
                    .append(each.sql("NAME"))
                    .append('\n');
        }
        StringBuilder manifest = new StringBuilder("""
            pipeline: NAME
            source:
              topic: NAME
              event_time: rowtime
              out_of_orderness: PT2M
              columns:
                rowtime: TIMESTAMP(3)
                number: INTEGER
            """);
        columns.forEach((name, column) ->
                manifest.append("    ").append(name).append(": ").append(column).append('\n'));
        return ProofPipeline.create("ksql", 3, 1, manifest + "views:\n" + views);
    }

    private static List<List<String>> rows(KsqlCase each, ProofPipeline pipeline) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, @Nullable String> row :
                pipeline.history(each.view()).required().rows()) {
            List<String> translated = each.translated(row);
            // Kafka Streams has no windows that begin before 1970; SQL and we have.
            if (translated != null && !translated.getFirst().startsWith("-")) {
                rows.add(translated);
            }
        }
        rows.sort(KsqlTest::compare);
        return rows;
    }

    private static int compare(List<String> a, List<String> b) {
        return a.toString().compareTo(b.toString());
    }
}
