package dev.switchback.views.clickhouse;

import static dev.switchback.views.clickhouse.Plans.finished;
import static dev.switchback.views.clickhouse.Plans.state;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.clickhouse.client.api.Client;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.DeadLetter;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ClickHouseHistoryStoreTest {
    private static final Client CLIENT = ClickHouseClients.open(TestEngines.clickHouse());
    private static final long MINUTE = 60_000;

    private final ClickHouseHistoryStore store = new ClickHouseHistoryStore(CLIENT);
    private final VersionId one = new VersionId(TestEngines.uniqueName("history"), 1);
    private final VersionId two = new VersionId(one.pipeline(), 2);
    private final ViewPlan.Aggregate counts = Plans.perMinute(
            "counts",
            List.of(new OutputColumn("page", ColumnType.VARCHAR)),
            List.of(state(0, AggregateState.Kind.COUNT_ALL, ColumnType.BOOLEAN, ColumnType.BIGINT)),
            List.of(finished("edits", ColumnType.BIGINT, 0)));
    private final ViewPlan.Rows edits = Plans.rows(
            "table",
            List.of(new OutputColumn("user", ColumnType.VARCHAR), new OutputColumn("at", ColumnType.TIMESTAMP)));
    private final PipelinePlan plan = Plans.plan(one.pipeline(), counts, edits);

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    @DisplayName("Extremes of times before 1970 stay right when a query is asked often enough to be compiled")
    void compiledExtremes() {
        String days =
                "(SELECT toUInt64(number % 3) AS k, fromUnixTimestamp64Milli(toInt64((4 - number) * 86400000), 'UTC') AS at"
                        + " FROM numbers(9))";
        for (int times = 0; times < 8; times++) {
            assertEquals(
                    List.of(
                            List.of("1969-12-30 00:00:00.000", "1970-01-05 00:00:00.000"),
                            List.of("1969-12-29 00:00:00.000", "1970-01-04 00:00:00.000"),
                            List.of("1969-12-28 00:00:00.000", "1970-01-03 00:00:00.000")),
                    HistoryTable.read(
                            CLIENT, List.of("min(at)", "max(at)"), "FROM " + days + " GROUP BY k ORDER BY k"));
        }
    }

    @Test
    @DisplayName("P2: a batch sent again with its token counts once, in every view's table")
    void tokensDropRepeats() {
        store.provision(one, plan);
        HistoryTable countTable = table(one, counts);
        HistoryTable editTable = table(one, edits);
        for (int attempt = 0; attempt < 3; attempt++) {
            // The same token may be used in different tables: each remembers its own.
            countTable.insert("p/1/0/0/2", countTable.rows().row("a", MINUTE, 2L, 2L, 0));
            editTable.insert(
                    "p/1/0/0/2", editTable.rows().row("me", 5L, 0, 0L, 0).row(null, null, 0, 1L, 0));
        }
        countTable.insert("p/1/0/2/3", countTable.rows().row("a", MINUTE, 1L, 1L, 0));
        assertEquals(List.of(3L, 2L), store.storedEvents(one, plan));

        // What counts is the token, not the content.
        countTable.insert("p/1/1/0/1", countTable.rows().row("a", MINUTE, 1L, 1L, 0));
        assertEquals(List.of(4L, 2L), store.storedEvents(one, plan));
        store.drop(one, plan);
    }

    @Test
    @DisplayName("P9: a version's tables come and go without touching another's")
    void versionsAreApart() {
        store.provision(one, plan);
        store.provision(two, plan);
        HistoryTable first = table(one, counts);
        first.insert("a", first.rows().row("a", MINUTE, 7L, 7L, 0));
        store.follow(one, plan);
        assertEquals(List.of(List.of("7")), stable("sum(edits)", "counts"));
        store.follow(two, plan);
        assertEquals(List.of(List.of("0")), stable("sum(edits)", "counts"));

        store.drop(two, plan);
        store.drop(two, plan);
        assertEquals(List.of(7L, 0L), store.storedEvents(one, plan));
        assertThrows(StoreException.class, () -> store.storedEvents(two, plan));
        store.drop(one, plan);
    }

    @Test
    void rowByRowViewsKeepNullsAndKeywordNames() {
        store.provision(one, plan);
        store.follow(one, plan);
        HistoryTable table = table(one, edits);
        table.insert("a", table.rows().row("me", 5L, 3, 9L, 0).row(null, null, 3, 10L, 0));
        assertEquals(
                List.of(List.of("me", "1970-01-01 00:00:00.005"), List.of("NULL", "NULL")),
                HistoryTable.read(
                        CLIENT,
                        List.of("user", "at"),
                        "FROM " + HistoryNames.stableView(one.pipeline(), "table") + " ORDER BY at NULLS LAST"));
        store.drop(one, plan);
    }

    @Test
    void deadLettersComeByPartitionAndOffsetWithTheirBytes() {
        store.provision(one, plan);
        byte[] payload = {(byte) 0xff, 0, '{', (byte) 0x80};
        HistoryTable table = new HistoryTable(CLIENT, HistoryNames.deadLetters(one), HistorySchema.deadLetterColumns());
        table.insert(
                "a",
                table.rows()
                        .row(1, 4L, "tombstone", "no value", null, 8L)
                        .row(0, 12L, "invalid_json", "at 'é'", payload, 1_442_016_000_123L)
                        .row(0, 3L, "wrong_type", "field added", new byte[0], 7L));

        List<DeadLetter> all = store.deadLetters(one, Optional.empty(), 0, -1, 10);
        assertEquals(List.of(3L, 12L, 4L), all.stream().map(DeadLetter::offset).toList());
        assertEquals(List.of(0, 0, 1), all.stream().map(DeadLetter::partition).toList());
        assertEquals("at 'é'", all.get(1).detail());
        assertEquals(Instant.parse("2015-09-12T00:00:00.123Z"), all.get(1).timestamp());
        assertArrayEquals(payload, bytes(all.get(1).payload().orElseThrow()));
        assertArrayEquals(new byte[0], bytes(all.get(0).payload().orElseThrow()));
        assertEquals(java.util.Optional.empty(), all.get(2).payload());

        assertEquals(List.of(all.get(0)), store.deadLetters(one, Optional.empty(), 0, -1, 1));
        assertEquals(all.subList(1, 3), store.deadLetters(one, Optional.empty(), 0, 3, 10));
        assertEquals(List.of(), store.deadLetters(one, Optional.empty(), 1, 4, 10));
        assertThrows(IllegalArgumentException.class, () -> store.deadLetters(one, Optional.empty(), 0, 0, 1_001));
        store.drop(one, plan);
    }

    @Test
    void aStoreThatDoesNotAnswerIsUnavailable() {
        try (Client nowhere = ClickHouseClients.open(URI.create("http://u:p@127.0.0.1:1"))) {
            assertThrows(
                    StoreUnavailableException.class, () -> new ClickHouseHistoryStore(nowhere).storedEvents(one, plan));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private List<List<String>> stable(String expression, String view) {
        return HistoryTable.read(CLIENT, List.of(expression), "FROM " + HistoryNames.stableView(one.pipeline(), view));
    }

    private static HistoryTable table(VersionId version, ViewPlan view) {
        return new HistoryTable(CLIENT, HistoryNames.table(version, view.name()), HistorySchema.insertColumns(view));
    }
}
