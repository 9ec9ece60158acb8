package dev.switchback.processor.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.clickhouse.client.api.Client;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.sql.Planner;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClickHouseInsertsTest {
    private static final String MANIFEST = """
            pipeline: NAME
            source: {topic: NAME, event_time: t, columns: {t: TIMESTAMP(3), k: BIGINT, s: VARCHAR, m: 'DECIMAL(38,12)'}}
            views: {v: {sql: 'SELECT k, ARG_MAX(s, m) AS last_s FROM NAME GROUP BY k'}}
            """;
    private static final int GROUPS = 40;

    @Test
    @DisplayName("P2: a range whose chosen values are all NULL may be written again, and counts once")
    void repeatsOfEmptyTuples() throws ManifestException {
        VersionId version = new VersionId(TestEngines.uniqueName("tuples"), 1);
        PipelinePlan plan = new Planner().plan(new ManifestReader().read(MANIFEST.replace("NAME", version.pipeline())));
        ViewPlan view = plan.views().getFirst();
        InsertTarget target =
                new InsertTarget(HistoryNames.table(version, "v"), "v", HistorySchema.insertColumns(view));
        try (Client client = ClickHouseClients.open(TestEngines.clickHouse())) {
            ClickHouseHistoryStore store = new ClickHouseHistoryStore(client);
            store.provision(version, plan);
            ClickHouseInserts inserts = new ClickHouseInserts(client);
            for (String token : List.of("a", "a", "b", "b", "a")) {
                inserts.insert(target, rows(target), 0, token);
            }
            assertEquals(List.of(2L * GROUPS), store.storedEvents(version, plan));
        }
    }

    private static RowBinary rows(InsertTarget target) {
        RowBinary rows = new RowBinary();
        for (long group = 0; group < GROUPS; group++) {
            rows.write(target.columns().get(0), group);
            rows.write(target.columns().get(1), null);
            rows.write(target.columns().get(2), 1);
            rows.write(target.columns().get(3), 0);
        }
        return rows;
    }
}
