package dev.switchback.views.clickhouse;

import static dev.switchback.views.clickhouse.Plans.finished;
import static dev.switchback.views.clickhouse.Plans.state;
import static dev.switchback.views.plan.ColumnType.BIGINT;
import static dev.switchback.views.plan.ColumnType.VARCHAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import dev.switchback.embedded.testing.ClusterSql;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The statements of a cluster, each as it is sent, and what the embedded ClickHouse says of them. */
class HistoryLayoutTest {
    private static final Client CLIENT = ClickHouseClients.open(TestEngines.clickHouse());
    private static final HistoryLayout.Cluster CLUSTER = new HistoryLayout.Cluster("main", "auto");
    private static final VersionId VERSION = new VersionId("shop", 3);
    private static final PipelinePlan PLAN = Plans.plan(
            "shop",
            Plans.perMinute(
                    "sales",
                    List.of(new OutputColumn("item", VARCHAR)),
                    List.of(state(0, AggregateState.Kind.COUNT_DISTINCT, VARCHAR, BIGINT)),
                    List.of(finished("buyers", BIGINT, 0))),
            Plans.aggregate(
                    "visits",
                    Optional.of(new Window.Session(Duration.ofMinutes(30))),
                    List.of(new OutputColumn("visitor", VARCHAR)),
                    List.of(state(0, AggregateState.Kind.COUNT_ALL, VARCHAR, BIGINT)),
                    List.of(finished("pages", BIGINT, 0))),
            Plans.rows("log", List.of(new OutputColumn("line", VARCHAR))));

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void tablesArePairsOfReplicatedRowsAndADistributedName() {
        String settings = "SETTINGS allow_nullable_key = 1, replicated_deduplication_window = 10000,"
                + " replicated_deduplication_window_seconds = 31536000";
        List<String> expected = List.of(
                "CREATE DATABASE IF NOT EXISTS `shop` ON CLUSTER `main`",
                "CREATE TABLE IF NOT EXISTS `shop`.`__local_sales__v3` ON CLUSTER `main` (`item` Nullable(String), `window_start`"
                        + " DateTime64(3, 'UTC'), `s0` AggregateFunction(uniqExact, String)"
                        + " DEFAULT arrayReduce('uniqExactState', `s0_values`), `s0_values` Array(String) EPHEMERAL, `_events` SimpleAggregateFunction(sum, UInt64), `_cut`"
                        + " UInt32, INDEX `_range_window_start` `window_start` TYPE minmax GRANULARITY 1) ENGINE ="
                        + " ReplicatedAggregatingMergeTree('/clickhouse/tables/switchback/{shard}/shop/__local_sales__v3', '{replica}')"
                        + " ORDER BY (toDate(`window_start`), `item`, `window_start`, `_cut`) " + settings,
                distributed("sales"),
                "CREATE TABLE IF NOT EXISTS `shop`.`__local_visits__v3` ON CLUSTER `main` (`visitor` Nullable(String), `window_start`"
                        + " DateTime64(3, 'UTC'), `window_end` DateTime64(3, 'UTC'), `s0` SimpleAggregateFunction(sum, Int64), `_events`"
                        + " UInt64, `_revision` UInt64, `_deleted` UInt8, `_cut` UInt32) ENGINE ="
                        + " ReplicatedReplacingMergeTree('/clickhouse/tables/switchback/{shard}/shop/__local_visits__v3', '{replica}',"
                        + " `_revision`, `_deleted`) ORDER BY (toDate(`window_start`), `visitor`, `window_start`) SETTINGS"
                        + " allow_nullable_key = 1",
                distributed("visits"),
                "CREATE TABLE IF NOT EXISTS `shop`.`__local_log__v3` ON CLUSTER `main` (`line` Nullable(String), `_partition` UInt32,"
                        + " `_offset` UInt64, `_cut` UInt32) ENGINE ="
                        + " ReplicatedMergeTree('/clickhouse/tables/switchback/{shard}/shop/__local_log__v3', '{replica}') ORDER BY"
                        + " (`_partition`, `_offset`) " + settings,
                distributed("log"),
                "CREATE TABLE IF NOT EXISTS `shop`.`__local___cuts_visits__v3` ON CLUSTER `main` (`visitor` Nullable(String), `window_start`"
                        + " DateTime64(3, 'UTC'), `window_end` DateTime64(3, 'UTC'), `s0` SimpleAggregateFunction(sum, Int64), `_events`"
                        + " UInt64, `_revision` UInt64, `_deleted` UInt8, `_cut` UInt32, `_written` DateTime DEFAULT now()) ENGINE ="
                        + " ReplicatedReplacingMergeTree('/clickhouse/tables/switchback/{shard}/shop/__local___cuts_visits__v3', '{replica}',"
                        + " `_revision`) ORDER BY (toDate(`window_start`), `visitor`, `window_start`, `_cut`) TTL `_written` + INTERVAL 1"
                        + " DAY SETTINGS allow_nullable_key = 1",
                distributed("__cuts_visits"),
                "CREATE TABLE IF NOT EXISTS `shop`.`__local___dead_letters__v3` ON CLUSTER `main` (`_partition` UInt32, `_offset`"
                        + " UInt64, `reason` String, `detail` String, `payload` Nullable(String), `event_timestamp` DateTime64(3, 'UTC'))"
                        + " ENGINE = ReplicatedMergeTree('/clickhouse/tables/switchback/{shard}/shop/__local___dead_letters__v3',"
                        + " '{replica}') ORDER BY (`_partition`, `_offset`) " + settings,
                distributed("__dead_letters"));
        assertEquals(expected, HistorySchema.create(VERSION, PLAN, 10_000, CLUSTER, 2));
    }

    private static String distributed(String view) {
        return "CREATE TABLE IF NOT EXISTS `shop`.`" + view + "__v3` ON CLUSTER `main` AS `shop`.`__local_" + view
                + "__v3` ENGINE = Distributed('main', 'shop', '__local_" + view
                + "__v3') COMMENT 'switchback shards: 2'";
    }

    @Test
    void removalWaitsForEveryServer() {
        List<String> drops = HistorySchema.drop(VERSION, PLAN, CLUSTER);
        assertEquals(10, drops.size());
        assertEquals("DROP TABLE IF EXISTS `shop`.`sales__v3` ON CLUSTER `main` SYNC", drops.get(0));
        assertEquals("DROP TABLE IF EXISTS `shop`.`__local_sales__v3` ON CLUSTER `main` SYNC", drops.get(1));
        assertEquals("DROP TABLE IF EXISTS `shop`.`__local___dead_letters__v3` ON CLUSTER `main` SYNC", drops.get(9));
    }

    @Test
    void stableViewsReadWhatWasStoredBefore() {
        assertEquals(
                "CREATE OR REPLACE VIEW `shop`.`visits` ON CLUSTER `main` AS SELECT `visitor`, `window_start`, max(`window_end`) AS"
                        + " `window_end`, sum(`s0`) AS `pages` FROM `shop`.`visits__v3` FINAL GROUP BY `visitor`, `window_start`"
                        + " SETTINGS compile_aggregate_expressions = 0, select_sequential_consistency = 1",
                HistorySchema.follow(VERSION, PLAN, CLUSTER).get(1));
        assertFalse(HistorySchema.follow(VERSION, PLAN, new HistoryLayout.Cluster("main", "1"))
                .getFirst()
                .contains("sequential"));
    }

    @Test
    void readsAndInsertsAgreeOnTheQuorum() {
        assertEquals("auto", CLUSTER.settings().get("insert_quorum"));
        assertEquals("0", CLUSTER.settings().get("insert_quorum_parallel"));
        assertEquals("1", CLUSTER.settings().get("select_sequential_consistency"));
        HistoryLayout.Cluster single = new HistoryLayout.Cluster("main", "1");
        assertEquals("0", single.settings().get("insert_quorum"));
        assertEquals("0", single.settings().get("select_sequential_consistency"));
        // ClickHouse knows every one of them, and takes its value.
        CLUSTER.settings().forEach((name, value) -> run("SELECT 1 SETTINGS " + name + " = '" + value + "'"));
    }

    @Test
    void clickHouseParsesEveryStatement() {
        statements().forEach(statement -> run("EXPLAIN AST " + statement));
    }

    /** The library has no Keeper: that is the last thing that a replicated table asks for, after its engine and settings were taken. */
    @Test
    void clickHouseTakesEnginesAndSettingsOfReplicatedTables() {
        Set<Integer> noKeeper = Set.of(225, 139, 999);
        List<String> creations = HistorySchema.create(VERSION, PLAN, 10_000, CLUSTER, 2).stream()
                .filter(statement -> statement.contains("ENGINE = Replicated"))
                .map(ClusterSql::notEverywhere)
                .toList();
        assertEquals(5, creations.size());
        run("CREATE DATABASE IF NOT EXISTS shop");
        for (String creation : creations) {
            Throwable refusal = assertThrows(RuntimeException.class, () -> run(creation));
            while (!(refusal instanceof ServerException) && refusal.getCause() != null) {
                refusal = refusal.getCause();
            }
            assertTrue(
                    refusal instanceof ServerException server && noKeeper.contains(server.getCode()),
                    refusal + "\n" + creation);
        }
    }

    private static Stream<String> statements() {
        return Stream.of(
                        HistorySchema.create(VERSION, PLAN, 10_000, CLUSTER, 2),
                        HistorySchema.drop(VERSION, PLAN, CLUSTER),
                        HistorySchema.follow(VERSION, PLAN, CLUSTER),
                        List.of(
                                "SELECT count() FROM " + CLUSTER.system("disks"),
                                "DROP DATABASE IF EXISTS `shop`" + CLUSTER.everywhere() + CLUSTER.dropped()))
                .flatMap(List::stream);
    }

    private static void run(String sql) {
        ClickHouseFailures.translated(() -> {
            CLIENT.execute(sql).get().close();
            return true;
        });
    }
}
