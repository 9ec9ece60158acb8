package dev.switchback.standalone.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.clickhouse.ClickHouseLeftovers;
import dev.switchback.embedded.testing.ClusterSql;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A pipeline whose history store is a cluster, as far as the embedded ClickHouse can be one: one shard of one copy, through distributed tables. Of
 * two hosts in the URL the first does not answer.
 */
class ClickHouseClusterTest {
    @Test
    @DisplayName("P2: what goes through distributed tables comes once, and the audit and the stable views read it")
    void distributedTables() {
        URI server = TestEngines.clickHouse();
        URI cluster = URI.create("http://" + server.getUserInfo() + "@127.0.0.1:1," + server.getHost() + ":"
                + server.getPort() + "?cluster=" + ClusterSql.CLUSTER);
        try (VisitPipeline pipeline = VisitPipeline.on(cluster, TestEngines.redis(), 1)) {
            // Before its first events a partition does not hold the watermark back.
            pipeline.send(1_500);
            pipeline.awaitEnd();
            try (VisitAnswers answers = new VisitAnswers(pipeline)) {
                pipeline.send(1_500);
                pipeline.awaitEnd();
                answers.awaitMore();
                answers.assertAllRight();
            }

            ClickHouseHistoryStore store = new ClickHouseHistoryStore(pipeline.clickHouse);
            assertEquals(List.of(3_000L), store.storedEvents(pipeline.version, pipeline.plan));
            assertEquals(0, store.storedLetters(pipeline.version).dead());
            long shown = pipeline.clickHouse.call(client ->
                    ClickHouseFailures.translated(() -> client.queryAll("SELECT toInt64(sum(visits)) AS n FROM "
                                    + HistoryNames.stableView(pipeline.version.pipeline(), "by_page"))
                            .getFirst()
                            .getLong("n")));
            assertEquals(3_000, shown);
            List<String> belongings = new ClickHouseLeftovers(pipeline.clickHouse)
                    .belongings().stream()
                            .map(leftover -> leftover.name())
                            .filter(name -> name.startsWith(pipeline.version.pipeline() + "."))
                            .sorted()
                            .toList();
            assertEquals(4, belongings.size(), belongings.toString());
            assertTrue(
                    belongings.contains(pipeline.version.pipeline() + ".__local_by_page__v1"), belongings.toString());
        }
    }
}
