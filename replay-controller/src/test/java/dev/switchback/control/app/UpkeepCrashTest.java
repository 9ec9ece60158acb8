package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchLimits;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise P10: what a controller does by itself, or at once, killed at its boundaries. */
class UpkeepCrashTest {
    private static final ControllerCrashes CRASHES = new ControllerCrashes();

    @AfterAll
    static void stop() {
        CRASHES.close();
    }

    @Test
    @DisplayName("P6, P10: a controller killed while it takes the pointer back by itself is gone on for by the next")
    void watchIsResumed() throws Exception {
        Set<String> points = Campaign.LONG
                ? Set.of("standby.followed", "watch.broken", "standby.ordered", "rollback.flipped")
                : Set.of("watch.broken", "standby.ordered");
        CRASHES.crashAt(points, new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) throws Exception {
                CRASHES.build(brain, version);
                VersionId second = CRASHES.register(version.pipeline(), 2);
                brain.standby()
                        .request(
                                second,
                                new SwitchPolicy(
                                        Duration.ofHours(1),
                                        Optional.of(new WatchLimits(
                                                Duration.ofHours(1),
                                                Optional.of(0.01),
                                                Optional.empty(),
                                                Optional.empty()))),
                                "test");
                CRASHES.build(brain, second);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                List<Long> latencies = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
                latencies.set(10, 100L);
                CRASHES.reader().answers(new EpochFigures(version.pipeline(), 2, 100, 50, latencies));
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return CRASHES.count(version, "rollback_done") == 1
                        && CRASHES.slots(version).equals(List.of(Slot.ACTIVE, Slot.STANDBY));
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(
                        3,
                        CRASHES.engines
                                .stores()
                                .pointer()
                                .read(version.pipeline())
                                .epoch());
                assertEquals(1, CRASHES.count(version, "watch_rolling_back"));
                assertEquals(1, CRASHES.count(version, "rollback_running"));
            }
        });
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
