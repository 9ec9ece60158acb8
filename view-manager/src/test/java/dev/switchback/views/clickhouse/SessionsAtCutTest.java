package dev.switchback.views.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreException;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The statement that reads sessions at a cut, on rows written by hand. */
final class SessionsAtCutTest {
    private static final Client CLIENT = ClickHouseClients.open(TestEngines.clickHouse());

    private final VersionId version = new VersionId(TestEngines.uniqueName("sessions"), 1);
    private final ViewPlan.Aggregate visits = Plans.aggregate(
            "visits",
            Optional.of(new Window.Session(Duration.ofMinutes(1))),
            List.of(new OutputColumn("page", ColumnType.VARCHAR)),
            List.of(Plans.state(0, AggregateState.Kind.COUNT_ALL, ColumnType.BOOLEAN, ColumnType.BIGINT)),
            List.of(Plans.finished("edits", ColumnType.BIGINT, 0)));
    private final PipelinePlan plan = Plans.plan(version.pipeline(), visits);

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private void write(String table, String page, long count, long revision, boolean deleted, int cut) {
        ClickHouseFailures.translated(() -> {
            CLIENT.execute("INSERT INTO " + table
                            + " (page, window_start, window_end, s0, _events, _revision, _deleted, _cut) SELECT " + page
                            + ", toDateTime64(0, 3, 'UTC'), toDateTime64(60, 3, 'UTC'), " + count + ", " + count + ", "
                            + revision + ", " + (deleted ? 1 : 0) + ", " + cut)
                    .get()
                    .close();
            return true;
        });
    }

    private List<List<String>> at(int cut) {
        return HistoryTable.read(
                CLIENT, List.of("page", "s0"), "FROM " + HistorySchema.rowsAt(version, visits, cut) + " ORDER BY page");
    }

    @Test
    @DisplayName(
            "P7: what is kept for a cut stands there, else what did not come after it; what came after it alone is refused")
    void chosen() {
        ClickHouseHistoryStore store = new ClickHouseHistoryStore(CLIENT);
        store.provision(version, plan);
        store.provisionCuts(version, plan);
        String rows = HistoryNames.table(version, "visits");
        String cuts = HistoryNames.cuts(version, "visits");
        write(rows, "'still'", 1, 10, false, 0);
        write(rows, "NULL", 2, 11, false, 1);
        write(rows, "'gone'", 3, 12, false, 0);
        assertEquals(List.of(List.of("gone", "3"), List.of("still", "1"), List.of("NULL", "2")), at(2));

        write(cuts, "'gone'", 3, 20, false, 2);
        write(rows, "'gone'", 0, 20, true, 2);
        write(cuts, "'new'", 0, 21, true, 2);
        write(rows, "'new'", 7, 21, false, 2);
        assertEquals(List.of(List.of("gone", "3"), List.of("still", "1"), List.of("NULL", "2")), at(2));
        assertEquals(List.of(List.of("new", "7"), List.of("still", "1"), List.of("NULL", "2")), at(3));

        write(cuts, "'new'", 7, 30, false, 3);
        write(rows, "'new'", 8, 30, false, 3);
        assertEquals(List.of(List.of("gone", "3"), List.of("still", "1"), List.of("NULL", "2")), at(2));
        assertEquals(List.of(List.of("new", "7"), List.of("still", "1"), List.of("NULL", "2")), at(3));
        // The part that came late to the third cut.
        write(cuts, "'new'", 9, 31, false, 3);
        assertEquals(List.of(List.of("new", "9"), List.of("still", "1"), List.of("NULL", "2")), at(3));

        write(rows, "'still'", 0, 40, true, 3);
        StoreException torn = assertThrows(StoreException.class, () -> at(3));
        assertTrue(String.valueOf(torn.getMessage()).contains(HistorySchema.TORN), torn.getMessage());
        write(cuts, "'still'", 1, 40, false, 3);
        assertEquals(List.of(List.of("new", "9"), List.of("still", "1"), List.of("NULL", "2")), at(3));
        store.drop(version, plan);
        assertEquals(
                List.of(),
                HistoryTable.read(
                        CLIENT, List.of("name"), "FROM system.tables WHERE database = '" + version.pipeline() + "'"));
    }
}
