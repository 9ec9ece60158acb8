package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.command.CheckCommand;
import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.RetireCommand;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.step.Audit;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise P10: replays, aborts, checks and operations, each killed at the boundaries that it passes. */
class ControllerCrashTest {
    private static final ControllerCrashes CRASHES = new ControllerCrashes();

    @AfterAll
    static void stop() {
        CRASHES.close();
    }

    @Test
    @DisplayName("P10: a controller killed at any step of a replay is gone on for by the next, to the same end")
    void replayIsResumed() throws Exception {
        CRASHES.crashEverywhere(new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                // The story begins with a registered version.
            }

            @Override
            public void order(Brain brain, VersionId version) {
                CRASHES.request(brain, version);
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return ControllerCrashes.newest(brain, version) == ReplayState.DONE;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.ACTIVE), CRASHES.slots(version));
                assertEquals(
                        1,
                        CRASHES.engines
                                .stores()
                                .pointer()
                                .read(version.pipeline())
                                .epoch());
                Audit.Finding finding = new Audit(CRASHES.engines.stores())
                        .of(version, brain.plans().of(version).plan());
                assertEquals(new Audit.Finding.Exact(List.of(60L, 60L)), finding);
                assertEquals(1, CRASHES.count(version, "replay_done"));
                assertEquals(1, CRASHES.count(version, "replay_switching"));
            }
        });
    }

    @Test
    @DisplayName("P10: a controller killed at any step of an abort is gone on for by the next, and nothing stays")
    void abortIsResumed() throws Exception {
        CRASHES.crashEverywhere(new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                var _ = CRASHES.request(brain, version, SwitchMode.MANUAL);
                await(version + " to be ready", () -> ControllerCrashes.newest(brain, version) == ReplayState.READY);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                Replay ready = brain.replays().newest(version).orElseThrow();
                var _ = CRASHES.commands(brain).abort(version.pipeline(), ready.id(), "test");
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return ControllerCrashes.newest(brain, version) == ReplayState.ABORTED;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.REGISTERED), CRASHES.slots(version));
                assertEquals(List.of(), Leftovers.of(CRASHES.addresses, version));
            }
        });
    }

    @Test
    @DisplayName("P10: a controller killed at any step of a rollback or a retirement is gone on for by the next")
    void operationsAreResumed() throws Exception {
        CRASHES.crashEverywhere(new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) throws Exception {
                CRASHES.build(brain, version);
                CRASHES.build(brain, CRASHES.register(version.pipeline(), 2));
            }

            @Override
            public void order(Brain brain, VersionId version) {
                assertEquals(
                        Optional.empty(),
                        brain.operations()
                                .create(
                                        new Operation(
                                                UUID.randomUUID(),
                                                version,
                                                OperationKind.ROLLBACK,
                                                OperationState.RUNNING,
                                                2,
                                                Clock.systemUTC().instant().plusSeconds(60),
                                                ""),
                                        "test",
                                        Map.of()));
                brain.wakeup().call();
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                VersionId second = new VersionId(version.pipeline(), 2);
                if (CRASHES.slots(version).equals(List.of(Slot.ACTIVE, Slot.STANDBY))
                        && CRASHES.count(version, "retire_running") == 0
                        && CRASHES.count(version, "rollback_done") == 1) {
                    new RetireCommand(
                                    new Lookup(CRASHES.engines.stores().catalog(), brain.replays()),
                                    brain.replays(),
                                    brain.operations(),
                                    CRASHES.engines.stores().pointer(),
                                    brain.wakeup(),
                                    Clock.systemUTC())
                            .retire(second, "test");
                }
                return CRASHES.count(version, "retire_done") == 1;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.ACTIVE, Slot.RETIRED), CRASHES.slots(version));
                assertEquals(
                        3,
                        CRASHES.engines
                                .stores()
                                .pointer()
                                .read(version.pipeline())
                                .epoch());
                assertEquals(List.of(), Leftovers.of(CRASHES.addresses, new VersionId(version.pipeline(), 2)));
            }
        });
    }

    @Test
    @DisplayName(
            "P7, P10: a controller killed while a check is cleared away is gone on for by the next, to the same verdict")
    void clearingIsResumed() throws Exception {
        Set<String> points = new LinkedHashSet<>(
                List.of("after verifying>clearing", "clearing.slot", "clearing.history", "before clearing>checked"));
        if (Campaign.LONG) {
            points.addAll(List.of(
                    "before verifying>clearing",
                    "clearing.stopped",
                    "clearing.drain",
                    "clearing.live",
                    "clearing.ledger",
                    "after clearing>checked"));
        }
        CRASHES.crashAt(points, new ControllerCrashes.Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                CRASHES.build(brain, version);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                Lookup lookup = new Lookup(CRASHES.engines.stores().catalog(), brain.replays());
                var _ = new CheckCommand(
                                lookup, CRASHES.engines.stores().catalog(), brain.replays(), CRASHES.commands(brain))
                        .request(
                                version.pipeline(),
                                OptionalInt.empty(),
                                ControllerCrashes.asked(SwitchMode.MANUAL),
                                Optional.empty());
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return ControllerCrashes.newest(brain, check(version)) == ReplayState.CHECKED;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                Replay checked = brain.replays().newest(check(version)).orElseThrow();
                assertTrue(checked.findings().verdict().orElseThrow().isDeterministic(), checked.toString());
                assertEquals(List.of(Slot.ACTIVE, Slot.RETIRED), CRASHES.slots(version));
                assertEquals(List.of(), Leftovers.of(CRASHES.addresses, check(version)));
                assertEquals(1, CRASHES.count(version, "replay_clearing"));
                assertEquals(1, CRASHES.count(version, "replay_checked"));
            }

            private static VersionId check(VersionId version) {
                return new VersionId(version.pipeline(), 2);
            }
        });
    }
}
