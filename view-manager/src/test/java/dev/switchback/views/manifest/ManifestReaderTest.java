package dev.switchback.views.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.plan.ColumnType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static final String GOOD = """
            pipeline: shop
            source:
              topic: orders.v1
              format: json
              event_time: ts
              out_of_orderness: PT10S
              columns:
                ts: TIMESTAMP(3)
                amount: {type: 'DECIMAL(10,2)', path: order.total}
                robot: boolean
            views:
              totals:
                sql: |
                  SELECT SUM(amount) AS total
                  FROM shop
                live: {retention: PT2H, top: [total]}
                history: {retention: P730D}
            """;

    @Test
    void readsEveryField() throws Exception {
        Manifest manifest = new ManifestReader().read(GOOD);

        assertEquals(
                new Manifest(
                        "shop",
                        new Source(
                                "orders.v1",
                                Source.Format.JSON,
                                "ts",
                                Duration.ofSeconds(10),
                                List.of(
                                        new SourceColumn("ts", ColumnType.TIMESTAMP, List.of("ts")),
                                        new SourceColumn(
                                                "amount", ColumnType.decimal(10, 2), List.of("order", "total")),
                                        new SourceColumn("robot", ColumnType.BOOLEAN, List.of("robot")))),
                        List.of(),
                        List.of(new ViewDefinition(
                                "totals",
                                "SELECT SUM(amount) AS total\nFROM shop\n",
                                14,
                                7,
                                16,
                                Optional.of(new ViewDefinition.Live(Duration.ofHours(2), List.of("total"))),
                                new ViewDefinition.History(Optional.of(Duration.ofDays(730)))))),
                manifest);
    }

    @Test
    void fillsInWhatMayBeLeftOut() throws Exception {
        Manifest manifest = new ManifestReader().read("""
                        pipeline: shop
                        source: {topic: orders, event_time: ts, columns: {ts: TIMESTAMP(3)}}
                        views: {on: {sql: SELECT ts FROM shop}, select: {sql: "SELECT ts FROM shop"}, 'null': {sql: 'SELECT ''x'' AS x FROM shop'}}
                        """);

        assertEquals(Source.Format.JSON, manifest.source().format());
        assertEquals(Duration.ZERO, manifest.source().outOfOrderness());
        assertEquals(
                List.of("on", "select", "null"),
                manifest.views().stream().map(ViewDefinition::name).toList());
        assertEquals(Optional.empty(), manifest.views().getFirst().live());
        assertEquals(Optional.empty(), manifest.views().getFirst().history().retention());
        assertEquals(
                List.of(19, 56, 0),
                manifest.views().stream().map(ViewDefinition::sqlColumn).toList());
    }

    @Test
    void foldedSqlHasNoColumns() throws Exception {
        Manifest manifest = new ManifestReader().read(GOOD.replace("sql: |", "sql: >-"));

        assertEquals(14, manifest.views().getFirst().sqlLine());
        assertEquals(0, manifest.views().getFirst().sqlColumn());
    }

    /** Each row replaces a piece of the good manifest and names the one problem that comes of it. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'DECIMAL(10,2)'          | 'DECIMAL(39,2)'      | INVALID_VALUE            | source.columns.amount.type | 9
                    'DECIMAL(10,2)'          | 'DECIMAL(2,3)'       | INVALID_VALUE            | source.columns.amount.type | 9
                    boolean                  | TEXT                 | INVALID_VALUE            | source.columns.robot       | 10
                    boolean                  | TIMESTAMP            | INVALID_VALUE            | source.columns.robot       | 10
                    boolean                  | [BOOLEAN]            | INVALID_VALUE            | source.columns.robot       | 10
                    boolean                  | {path: x}            | MISSING_FIELD            | source.columns.robot.type  | 10
                    boolean                  | {type: BIGINT, p: x} | UNKNOWN_FIELD            | source.columns.robot.p     | 10
                    robot:                   | ts:                  | DUPLICATE_FIELD          | source.columns.ts          | 10
                    robot:                   | ro-bot:              | INVALID_VALUE            | source.columns.ro-bot      | 10
                    robot:                   | window_start:        | INVALID_VALUE            | source.columns.window_start | 10
                    order.total              | order..total         | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[-1]'"        | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'[0].total'"        | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order.\"\"\"\"'"     | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[00]'"        | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[10000]'"     | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[0'"          | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[x]'"         | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | "'order[0]total'"    | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | order.total.         | INVALID_VALUE            | source.columns.amount.path | 9
                    order.total              | a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a | INVALID_VALUE | source.columns.amount.path | 9
                    order.total              | robot.total          | INVALID_VALUE            | source.columns.amount      | 9
                    boolean                  | {type: BOOLEAN, format: iso8601} | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | {type: BOOLEAN, format: texts}   | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | {type: VARCHAR, format: text}    | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | {type: TIMESTAMP(3), format: text} | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | "{type: TIMESTAMP(3), format: [iso8601, text]}" | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | "{type: TIMESTAMP(3), format: [epoch_seconds, epoch_millis]}" | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | "{type: BIGINT, format: [text, text]}" | INVALID_VALUE | source.columns.robot.format | 10
                    boolean                  | "{type: BIGINT, format: []}"     | INVALID_VALUE | source.columns.robot.format | 10
                    format: json             | format: xml         | INVALID_VALUE            | source.format              | 4
                    format: json             | fromat: json         | UNKNOWN_FIELD            | source.fromat              | 4
                    event_time: ts           | event_time: time     | UNKNOWN_COLUMN           | source.event_time          | 5
                    event_time: ts           | event_time: robot    | EVENT_TIME_NOT_TIMESTAMP | source.event_time          | 5
                    event_time: ts           | event_time: [ts]     | INVALID_VALUE            | source.event_time          | 5
                    PT10S                    | 10s                  | INVALID_VALUE            | source.out_of_orderness    | 6
                    PT10S                    | 10                   | INVALID_VALUE            | source.out_of_orderness    | 6
                    PT10S                    | PT-1S                | INVALID_VALUE            | source.out_of_orderness    | 6
                    PT10S                    | PT0.0001S            | INVALID_VALUE            | source.out_of_orderness    | 6
                    topic: orders.v1         | topic: 'a b'         | INVALID_VALUE            | source.topic               | 3
                    topic: orders.v1         | topic: 7             | INVALID_VALUE            | source.topic               | 3
                    topic: orders.v1         | topic: '..'          | INVALID_VALUE            | source.topic               | 3
                    pipeline: shop           | pipeline: Shop       | INVALID_VALUE            | pipeline                   | 1
                    pipeline: shop           | pipeline: system     | INVALID_VALUE            | pipeline                   | 1
                    pipeline: shop           | pipeline: default    | INVALID_VALUE            | pipeline                   | 1
                    pipeline: shop           | pipeline: [a, b]     | INVALID_VALUE            | pipeline                   | 1
                    pipeline: shop           | pipeline: {}         | INVALID_VALUE            | pipeline                   | 1
                    totals:                  | to__tals:            | INVALID_VALUE            | views.to__tals             | 12
                    totals:                  | 7up:                 | INVALID_VALUE            | views.7up                  | 12
                    sql:                     | SQL:                 | MISSING_FIELD            | views.totals.sql           | 13
                    PT2H                     | PT0S                 | INVALID_VALUE            | views.totals.live.retention | 16
                    PT2H                     | P1Y                  | INVALID_VALUE            | views.totals.live.retention | 16
                    P730D                    | P73000D              | INVALID_VALUE            | views.totals.history.retention | 17
                    [total]                  | total                | INVALID_VALUE            | views.totals.live.top      | 16
                    [total]                  | "[total, total]"     | INVALID_VALUE            | views.totals.live.top      | 16
                    retention: PT2H, top     | top                  | MISSING_FIELD            | views.totals.live.retention | 16
                    "live: {retention: PT2H, top: [total]}" | live: yes | INVALID_VALUE       | views.totals.live          | 16
                    history: {retention: P730D} | live: {retention: PT1S} | DUPLICATE_FIELD    | views.totals.live          | 17
                    """)
    void namesFieldAndLine(String piece, String replacement, Code code, String field, int line) {
        assertTrue(GOOD.contains(piece), piece);
        List<ManifestProblem> problems = problems(GOOD.replace(piece, replacement));

        assertTrue(
                problems.stream().anyMatch(p -> p.code() == code && p.field().equals(field) && p.line() == line),
                problems.toString());
        problems.forEach(p -> assertTrue(
                p.column() >= 1 && !p.message().isBlank() && !p.advice().isBlank()));
    }

    @Test
    void refusesTwoViewsOfOneName() {
        String second = "  totals:\n    sql: SELECT ts FROM shop\n";

        ManifestProblem problem = problems(GOOD + second).getFirst();

        assertEquals(Code.DUPLICATE_FIELD, problem.code());
        assertEquals("views.totals", problem.field());
        assertEquals(18, problem.line());
        assertEquals(3, problem.column());
        assertTrue(problem.message().contains("line 12"), problem.message());
    }

    @Test
    void reportsEverythingAtOnceInTheOrderOfLines() {
        List<ManifestProblem> problems = problems("""
                pipeline: My Shop
                sauce: {}
                source:
                  topic: orders
                  columns: {ts: TIME}
                views: {}
                """);

        assertEquals(
                List.of("pipeline", "sauce", "source.event_time", "source.columns.ts", "views"),
                problems.stream().map(ManifestProblem::field).toList());
        assertEquals(
                List.of(1, 2, 4, 5, 6),
                problems.stream().map(ManifestProblem::line).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline: [",
                "pipeline: a\n\tsource: b",
                "pipeline: 'a",
                "",
                "# nothing\n",
                "a: &x 1\nb: *x",
                "pipeline: !!javax.script.ScriptEngineManager [x]",
                "pipeline: !local x",
                "a: 1\n---\nb: 2",
                "pipeline: \u0007",
            })
    void refusesWhatIsNoPlainYaml(String yaml) {
        ManifestProblem problem = problems(yaml).getFirst();

        assertEquals(Code.YAML_SYNTAX, problem.code());
        assertFalse(problem.message().contains("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "- a\n- b", "42"})
    void refusesWhatIsNoMapping(String yaml) {
        assertEquals(Code.INVALID_VALUE, problems(yaml).getFirst().code());
    }

    @Test
    void refusesHugeAndDeepDocuments() {
        assertEquals(1, problems("#".repeat(1_000_001)).size());
        assertEquals(
                Code.YAML_SYNTAX,
                problems("a: " + "[".repeat(50_000)).getFirst().code());
        assertEquals(
                Code.YAML_SYNTAX,
                problems("a: " + "[".repeat(30) + "]".repeat(30)).getFirst().code());
    }

    private static List<ManifestProblem> problems(String yaml) {
        return assertThrows(ManifestException.class, () -> new ManifestReader().read(yaml))
                .problems();
    }
}
