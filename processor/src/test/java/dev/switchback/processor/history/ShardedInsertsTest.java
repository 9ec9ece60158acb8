package dev.switchback.processor.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.ClusterSql;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Batches that go through distributed tables. The tables are told of two shards, of which the embedded ClickHouse's cluster has the first only: what goes to
 * the second is refused, which shows where it went.
 */
class ShardedInsertsTest {
    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              format: json
              event_time: time
              out_of_orderness: PT1S
              columns: {time: TIMESTAMP(3), visitor: VARCHAR, page: VARCHAR}
            views:
              pages:
                sql: |
                  SELECT window_start, page, COUNT(DISTINCT visitor) AS visitors
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE)) GROUP BY window_start, page
              visits:
                sql: |
                  SELECT window_start, window_end, visitor, COUNT(*) AS pages
                  FROM TABLE(SESSION(TABLE NAME PARTITION BY visitor, DESCRIPTOR(time), INTERVAL '5' MINUTE))
                  GROUP BY window_start, window_end, visitor
            """;

    private static final ClickHouseServers SERVERS =
            ClickHouseServers.open(URI.create(TestEngines.clickHouse() + "?cluster=" + ClusterSql.CLUSTER));

    private final VersionId version = new VersionId(TestEngines.uniqueName("sharded"), 1);
    private final ClickHouseInserts inserts = new ClickHouseInserts(SERVERS);
    private HistoryTargets targets;

    @AfterAll
    static void close() {
        SERVERS.close();
    }

    @BeforeEach
    void provision() throws ManifestException {
        PipelinePlan plan = new Planner().plan(new ManifestReader().read(MANIFEST.replace("NAME", version.pipeline())));
        targets = HistoryTargets.of(version, plan);
        ClusterSql.onOneServer(HistorySchema.create(version, plan, 100, SERVERS.layout(), 2))
                .forEach(ShardedInsertsTest::run);
    }

    @Test
    void aBatchGoesToTheShardOfItsPartitionAndComesOnce() {
        InsertTarget pages = targets.views().getFirst();
        for (int partition : List.of(0, 2, 4)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                inserts.insert(pages, page(pages, partition), partition, "token " + partition);
            }
        }
        assertEquals(6, number("sum(_events)", pages.table()));
        assertEquals(4, number("uniqExactMerge(s0)", pages.table()), "visitors");
        StoreException refusal =
                assertThrows(StoreException.class, () -> inserts.insert(pages, page(pages, 1), 1, "token 1"));
        assertTrue(String.valueOf(refusal.getMessage()).contains("INVALID_SHARD_ID"), refusal.getMessage());
        assertEquals(6, number("sum(_events)", pages.table()));
    }

    private static RowBinary page(InsertTarget pages, int partition) {
        RowBinary rows = new RowBinary();
        write(pages, rows, "home", 60_000L, List.of("v", "v" + partition), 2L, 0L);
        return rows;
    }

    @Test
    void theRowsOfASessionReplaceEachOther() {
        InsertTarget visits = targets.views().get(1);
        for (int partition : List.of(0, 2)) {
            for (long revision = 1; revision <= 3; revision++) {
                // The third revision takes the session of partition 2 away.
                boolean deleted = partition == 2 && revision == 3;
                RowBinary rows = new RowBinary();
                write(
                        visits,
                        rows,
                        "visitor " + partition,
                        60_000L,
                        90_000L,
                        revision,
                        revision,
                        revision,
                        deleted,
                        0L);
                inserts.insert(visits, rows, partition, "token " + partition + "/" + revision);
            }
        }
        assertEquals(1, number("count()", visits.table() + " FINAL"));
        assertEquals(3, number("sum(_events)", visits.table() + " FINAL"));
    }

    @Test
    void aTableThatIsNoClustersIsRefused() {
        InsertTarget pages = targets.views().getFirst();
        InsertTarget local =
                new InsertTarget(pages.table().replace("`pages", "`__local_pages"), "pages", pages.columns());
        assertThrows(StoreException.class, () -> inserts.insert(local, new RowBinary(), 0, "token"));
    }

    private static void write(InsertTarget target, RowBinary rows, Object... values) {
        assertEquals(target.columns().size(), values.length, target.columns().toString());
        for (int i = 0; i < values.length; i++) {
            rows.write(target.columns().get(i), values[i]);
        }
    }

    private static long number(String expression, String from) {
        return SERVERS.call(client -> ClickHouseFailures.translated(
                () -> client.queryAll("SELECT toInt64(" + expression + ") AS n FROM " + from)
                        .getFirst()
                        .getLong("n")));
    }

    private static void run(String sql) {
        SERVERS.call(client -> ClickHouseFailures.translated(() -> {
            client.execute(sql).get().close();
            return true;
        }));
    }
}
