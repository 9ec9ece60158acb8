package dev.switchback.processor.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.embedded.testing.ClusterSql;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of a cluster of two shards, which are two databases of the embedded ClickHouse. */
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
            ClickHouseServers.open(URI.create(TestEngines.clickHouse() + "?cluster=" + ClusterSql.HALVES));

    private final VersionId version = new VersionId(TestEngines.uniqueName("halves"), 1);
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
        run("CREATE DATABASE IF NOT EXISTS first_half");
        run("CREATE DATABASE IF NOT EXISTS second_half");
        String database = HistoryNames.database(version.pipeline());
        for (String statement : ClusterSql.onOneServer(HistorySchema.create(version, plan, 100, SERVERS.layout(), 2))) {
            if (statement.contains("ENGINE = Distributed")) {
                run(statement
                        .replace("AS " + database + ".", "AS first_half.")
                        .replace("'" + version.pipeline() + "'", "''"));
            } else if (statement.startsWith("CREATE TABLE")) {
                run(statement.replace(database + ".", "first_half."));
                run(statement.replace(database + ".", "second_half."));
            } else {
                run(statement);
            }
        }
    }

    @Test
    void aBatchGoesToTheShardOfItsPartitionAndComesOnce() {
        InsertTarget pages = targets.views().getFirst();
        for (int partition = 0; partition < 3; partition++) {
            for (int attempt = 0; attempt < 2; attempt++) {
                RowBinary rows = new RowBinary();
                write(pages, rows, "home", 60_000L, new Object[] {"v1", "v" + partition}, 2L, 0L);
                inserts.insert(pages, rows, partition, "token " + partition);
            }
        }
        String local = HistoryLayout.Cluster.LOCAL + "pages__v1";
        assertEquals(4, number("sum(_events)", "first_half.`" + local + "`"));
        assertEquals(2, number("sum(_events)", "second_half.`" + local + "`"));
        assertEquals(6, number("sum(_events)", pages.table()));
        assertEquals(3, number("uniqExactMerge(s0)", pages.table()), "states merge over the shards");
    }

    @Test
    void theRowsOfAKeyReplaceEachOtherWithinTheirShard() {
        InsertTarget visits = targets.views().get(1);
        for (int partition = 0; partition < 2; partition++) {
            for (long revision = 1; revision <= 3; revision++) {
                RowBinary rows = new RowBinary();
                // The third revision takes the session of partition 1 away.
                boolean deleted = partition == 1 && revision == 3;
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
        assertEquals(6, number("count()", visits.table()));
        assertEquals(1, number("count()", visits.table() + " FINAL"));
        assertEquals(3, number("sum(_events)", visits.table() + " FINAL"));
    }

    @Test
    void aTableThatIsNoClustersIsRefused() {
        InsertTarget pages = targets.views().getFirst();
        InsertTarget local = new InsertTarget("`first_half`.`__local_pages__v1`", "pages", pages.columns());
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
