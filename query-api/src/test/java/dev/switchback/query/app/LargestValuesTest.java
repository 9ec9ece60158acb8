package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Groups whose values fit their types, each by itself, and that queries add up: an answer, or the documented problem, and never 500. */
class LargestValuesTest {
    private static final String MEASURES =
            "COUNT(*) AS n, SUM(l) AS total, SUM(i) AS small, SUM(m) AS amount, SUM(p) AS price, SUM(d) AS energy, AVG(l) AS mean, AVG(m) AS mean_amount";
    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              event_time: t
              out_of_orderness: PT10S
              columns:
                t: TIMESTAMP(3)
                k: VARCHAR
                l: BIGINT
                i: INTEGER
                m: DECIMAL(38,2)
                p: DECIMAL(38,38)
                d: DOUBLE
            views:
              minutes:
                sql: |
                  SELECT window_start, k, MEASURES
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE)) GROUP BY window_start, k
              visits:
                sql: |
                  SELECT window_start, window_end, k, MEASURES
                  FROM TABLE(SESSION(TABLE NAME PARTITION BY k, DESCRIPTOR(t), INTERVAL '10' SECOND))
                  GROUP BY window_start, window_end, k
              ever:
                sql: SELECT k, MEASURES FROM NAME GROUP BY k
            """.replace("MEASURES", MEASURES);

    private static final BigDecimal MOST = new BigDecimal("9".repeat(38));
    /** By source column: what one group has of it. */
    private static final Map<String, String> LARGEST = Map.of(
            "l", "9223372036854775807",
            "i", "9223372036854775807",
            "m", MOST.movePointLeft(2).toPlainString(),
            "p", MOST.movePointLeft(38).toPlainString(),
            "d", "1.7e308");

    private static final Set<String> BEYOND = new TreeSet<>(List.of("total", "small", "amount", "price"));

    private static final TestPipeline pipeline = new TestPipeline();
    private static final Api api = new Api(pipeline.server());

    @BeforeAll
    static void write() {
        String text = MANIFEST.replace("NAME", pipeline.name);
        var plan = TestPipeline.plan(text);
        VersionId version = pipeline.catalog
                .register(pipeline.name, text, "0123456789abcdef".repeat(4), TestPipeline.LIVE_SHARDS)
                .version()
                .id();
        new ClickHouseHistoryStore(pipeline.clickHouse).provision(version, plan);
        pipeline.catalog.moveSlot(version, Slot.REGISTERED, Slot.SHADOW);
        for (ViewPlan view : plan.views()) {
            for (int group = 0; group < 3; group++) {
                insert(version, (ViewPlan.Aggregate) view, group);
            }
        }
        pipeline.switchTo(version);
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    private static void insert(VersionId version, ViewPlan.Aggregate view, int group) {
        List<InsertColumn> columns = HistorySchema.insertColumns(view);
        List<String> values = new ArrayList<>();
        for (InsertColumn column : columns) {
            values.add(
                    switch (column.name()) {
                        case "k" -> "'k" + group + "'";
                        case "window_start" -> "toDateTime64('2020-01-01 00:0" + group + ":00', 3, 'UTC')";
                        case "window_end" -> "toDateTime64('2020-01-01 00:0" + group + ":10', 3, 'UTC')";
                        case "_events", "_revision" -> "1";
                        case "_deleted", "_cut" -> "0";
                        default -> value(column);
                    });
        }
        pipeline.run("INSERT INTO " + HistoryNames.table(version, view.name()) + " ("
                + columns.stream()
                        .map(column -> HistoryNames.quote(column.name()))
                        .collect(Collectors.joining(", "))
                + ") SELECT " + String.join(", ", values));
    }

    /** Sums are told apart by their types. */
    private static String value(InsertColumn column) {
        return switch (column.type().kind()) {
            case DOUBLE -> largest("d");
            case DECIMAL ->
                "CAST('"
                        + largest(
                                column.type().scale() == 0 ? "l" : column.type().scale() == 2 ? "m" : "p")
                        + "' AS Nullable(Decimal(" + column.type().precision() + ", "
                        + column.type().scale() + ")))";
            default -> column.kind() == InsertColumn.Kind.REQUIRED ? "1" : largest("l");
        };
    }

    private static String largest(String column) {
        return Objects.requireNonNull(LARGEST.get(column));
    }

    @Test
    @DisplayName("each group alone is answered, and sums over several that leave their type are value_out_of_range")
    void beyondTheirTypes() {
        for (String view : List.of("minutes", "visits", "ever")) {
            beyondTheirTypes(view);
        }
    }

    private static void beyondTheirTypes(String view) {
        String path = "/v1/" + pipeline.name + "/" + view;
        JsonNode rows = api.ask(path).rows();
        assertEquals(3, rows.size());
        rows.forEach(row -> {
            assertEquals(Long.MAX_VALUE, row.get("total").asLong());
            assertEquals(MOST.movePointLeft(2), new BigDecimal(row.get("amount").asString()));
            assertEquals(MOST.movePointLeft(38), new BigDecimal(row.get("price").asString()));
        });
        for (String measure : List.of("n", "total", "small", "amount", "price", "energy", "mean", "mean_amount")) {
            assertOutcome(measure, api.ask(path, summed(view, "measures", measure)));
            // Not shown, but looked at.
            assertOutcome(measure, api.ask(path, summed(view, "measures", "n", "order_by", "-" + measure)));
        }
        assertEquals("Infinity", one(path, view, "energy"));
        assertEquals(Double.toString((double) Long.MAX_VALUE), one(path, view, "mean"));
    }

    /** Three groups as one. */
    private static String[] summed(String view, String... more) {
        List<String> parameters = new ArrayList<>(List.of("group_by", ""));
        if (!view.equals("ever")) {
            parameters.addAll(List.of("step", "all"));
        }
        parameters.addAll(List.of(more));
        return parameters.toArray(String[]::new);
    }

    private static String one(String path, String view, String measure) {
        return api.ask(path, summed(view, "measures", measure))
                .rows()
                .get(0)
                .get(measure)
                .asString();
    }

    private static void assertOutcome(String measure, Api.Reply reply) {
        if (BEYOND.contains(measure)) {
            assertEquals("value_out_of_range", reply.code(), measure);
            assertEquals(422, reply.status());
        } else {
            assertEquals(1, reply.rows().size(), measure);
        }
    }

    @Test
    @DisplayName("a sum that the middle of a larger step leaves is the same problem")
    void largerSteps() {
        for (String view : List.of("minutes", "visits")) {
            Api.Reply reply =
                    api.ask("/v1/" + pipeline.name + "/" + view, "step", "PT2M", "group_by", "", "measures", "amount");
            assertEquals("value_out_of_range", reply.code());
            assertTrue(reply.json().path("detail").asString().contains("smaller steps"));
        }
    }
}
