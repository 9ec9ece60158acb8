package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.VersionId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Promise P10: the removal of leftovers, killed at its boundaries. */
@Isolated("What versions of another test's database have in the shared stores is left over for this controller.")
class LeftoversCrashTest {
    private static final ControllerCrashes CRASHES = new ControllerCrashes();

    @AfterAll
    static void stop() {
        CRASHES.close();
    }

    @Test
    @DisplayName(
            "P9, P10: a controller killed while it removes leftovers leaves nothing that the next one cannot remove")
    void removalOfLeftoversIsResumed() throws Exception {
        Set<String> points = new LinkedHashSet<>(
                List.of("leftovers.journalled CLICKHOUSE_TABLE", "leftovers.removed CLICKHOUSE_TABLE"));
        if (Campaign.LONG) {
            points.addAll(List.of("leftovers.journalled POSTGRES_ROWS", "leftovers.removed POSTGRES_ROWS"));
        }
        CRASHES.crashAt(points, new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                CRASHES.engines
                        .stores()
                        .history()
                        .provision(version, brain.plans().of(version).plan());
                CRASHES.engines.stores().ledger().create(version, Map.of(0, 0L), 2);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                // Removal is ordered of a controller that leads.
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                if (brain.leadership().leading()) {
                    try {
                        var _ = brain.upkeep().inTurn(() -> leftovers(brain).remove("test", "tidying"));
                    } catch (CompletionException e) {
                        // The controller died of it.
                        return false;
                    }
                }
                return Leftovers.of(CRASHES.addresses, version).isEmpty();
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(
                        List.of(),
                        leftovers(brain).find().stream()
                                .filter(one -> one.owner()
                                        .filter(owner -> owner.pipeline().equals(version.pipeline()))
                                        .isPresent())
                                .toList());
                assertTrue(CRASHES.count(version, "leftover_removed") > 0);
            }
        });
    }

    private static dev.switchback.control.leftover.Leftovers leftovers(Brain brain) {
        return new dev.switchback.control.leftover.Leftovers(
                CRASHES.engines.stores().catalog(),
                brain.replays(),
                brain.operations(),
                new PostgresJournal(CRASHES.engines.database()),
                CRASHES.engines.leftovers(),
                CRASHES.atWork());
    }
}
