package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchLimits;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
}
