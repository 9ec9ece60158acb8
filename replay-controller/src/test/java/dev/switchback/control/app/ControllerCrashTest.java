package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.ReplayCommands;
import dev.switchback.control.command.RetireCommand;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.standby.SwitchPolicy;
import dev.switchback.control.standby.WatchLimits;
import dev.switchback.control.step.Audit;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.testing.LeasedReader;
import dev.switchback.control.testing.Leftovers;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Promise P10. One run without a crash lists the boundaries that a story passes; then the story is told again once per boundary, with a
 * controller that dies there, and a second one that goes on.
 */
class ControllerCrashTest {
    private static final CatchUpLimits LIMITS = new CatchUpLimits(2_000, Duration.ofSeconds(2), Duration.ZERO);
    private static final Deadlines DEADLINES = Deadlines.DEFAULT
            .withSwitching(Duration.ofSeconds(5), Duration.ofMillis(300))
            .withCrossed(Duration.ofMillis(500));

    /** The query server of the story that is told now. */
    private Optional<LeasedReader> reader = Optional.empty();
    /** Where the controller of the story that is told now dies. */
    private Boundaries atWork = Boundaries.NONE;

    private static EngineAddresses addresses;
    private static SettlingProcessors processors;
    private static Engines engines;

    @BeforeAll
    static void start() {
        addresses = TestWorld.engines();
        processors = new SettlingProcessors(addresses);
        engines = new Engines(addresses);
    }

    @AfterAll
    static void stop() {
        engines.close();
        processors.close();
    }

    @Test
    @DisplayName("P10: a controller killed at any step of a replay is gone on for by the next, to the same end")
    void replayIsResumed() throws Exception {
        crashEverywhere(new Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                // The story begins with a registered version.
            }

            @Override
            public void order(Brain brain, VersionId version) {
                request(brain, version);
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return newest(brain, version) == ReplayState.DONE;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.ACTIVE), slots(version));
                assertEquals(
                        1, engines.stores().pointer().read(version.pipeline()).epoch());
                Audit.Finding finding = new Audit(engines.stores())
                        .of(version, brain.plans().of(version).plan());
                assertEquals(new Audit.Finding.Exact(List.of(60L, 60L)), finding);
                assertEquals(1, count(version, "replay_done"));
                assertEquals(1, count(version, "replay_switching"));
            }
        });
    }

    @Test
    @DisplayName("P10: a controller killed at any step of an abort is gone on for by the next, and nothing stays")
    void abortIsResumed() throws Exception {
        crashEverywhere(new Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                var _ = request(brain, version, SwitchMode.MANUAL);
                await(version + " to be ready", () -> newest(brain, version) == ReplayState.READY);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                Replay ready = brain.replays().newest(version).orElseThrow();
                var _ = commands(brain).abort(version.pipeline(), ready.id(), "test");
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return newest(brain, version) == ReplayState.ABORTED;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.REGISTERED), slots(version));
                assertEquals(List.of(), Leftovers.of(addresses, version));
            }
        });
    }

    @Test
    @DisplayName("P10: a controller killed at any step of a rollback or a retirement is gone on for by the next")
    void operationsAreResumed() throws Exception {
        crashEverywhere(new Story() {
            @Override
            public void prepare(Brain brain, VersionId version) throws Exception {
                build(brain, version);
                build(brain, register(version.pipeline(), 2));
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
                                                Clock.systemUTC().instant().plusSeconds(5),
                                                ""),
                                        "test",
                                        Map.of()));
                brain.wakeup().call();
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                VersionId second = new VersionId(version.pipeline(), 2);
                if (slots(version).equals(List.of(Slot.ACTIVE, Slot.STANDBY))
                        && count(version, "retire_running") == 0
                        && count(version, "rollback_done") == 1) {
                    new RetireCommand(
                                    new Lookup(engines.stores().catalog(), brain.replays()),
                                    brain.replays(),
                                    brain.operations(),
                                    engines.stores().pointer(),
                                    brain.wakeup(),
                                    Clock.systemUTC())
                            .retire(second, "test");
                }
                return count(version, "retire_done") == 1;
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(List.of(Slot.ACTIVE, Slot.RETIRED), slots(version));
                assertEquals(
                        3, engines.stores().pointer().read(version.pipeline()).epoch());
                assertEquals(List.of(), Leftovers.of(addresses, new VersionId(version.pipeline(), 2)));
            }
        });
    }

    @Test
    @DisplayName("P6, P10: a controller killed while it takes the pointer back by itself is gone on for by the next")
    void watchIsResumed() throws Exception {
        Set<String> points = Campaign.LONG
                ? Set.of("standby.followed", "watch.broken", "standby.ordered", "rollback.flipped")
                : Set.of("watch.broken", "standby.ordered");
        crashAt(points, new Story() {
            @Override
            public void prepare(Brain brain, VersionId version) throws Exception {
                build(brain, version);
                VersionId second = register(version.pipeline(), 2);
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
                build(brain, second);
            }

            @Override
            public void order(Brain brain, VersionId version) {
                List<Long> latencies = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
                latencies.set(10, 100L);
                reader.orElseThrow().answers(new EpochFigures(version.pipeline(), 2, 100, 50, latencies));
            }

            @Override
            public boolean over(Brain brain, VersionId version) {
                return count(version, "rollback_done") == 1
                        && slots(version).equals(List.of(Slot.ACTIVE, Slot.STANDBY));
            }

            @Override
            public void check(Brain brain, VersionId version) {
                assertEquals(
                        3, engines.stores().pointer().read(version.pipeline()).epoch());
                assertEquals(1, count(version, "watch_rolling_back"));
                assertEquals(1, count(version, "rollback_running"));
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
        crashAt(points, new Story() {
            @Override
            public void prepare(Brain brain, VersionId version) {
                engines.stores()
                        .history()
                        .provision(version, brain.plans().of(version).plan());
                engines.stores().ledger().create(version, Map.of(0, 0L), 2);
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
                return Leftovers.of(addresses, version).isEmpty();
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
                assertTrue(count(version, "leftover_removed") > 0);
            }
        });
    }

    private dev.switchback.control.leftover.Leftovers leftovers(Brain brain) {
        return new dev.switchback.control.leftover.Leftovers(
                engines.stores().catalog(),
                brain.replays(),
                brain.operations(),
                new PostgresJournal(engines.database()),
                engines.leftovers(),
                atWork);
    }

    private void crashEverywhere(Story story) throws Exception {
        Set<String> boundaries = ConcurrentHashMap.newKeySet();
        tell(story, boundaries::add);
        assertTrue(boundaries.size() > 5, boundaries.toString());
        crashAt(boundaries, story);
    }

    private void crashAt(Set<String> boundaries, Story story) throws Exception {
        List<String> failures = new ArrayList<>();
        for (String boundary : new LinkedHashSet<>(boundaries)) {
            AtomicBoolean killed = new AtomicBoolean();
            try {
                tell(story, name -> {
                    if (name.equals(boundary)) {
                        killed.set(true);
                        throw new Killed(name);
                    }
                });
                assertTrue(killed.get(), "it was not passed");
            } catch (AssertionError e) {
                failures.add("killed at " + boundary + ": " + e.getMessage());
            }
        }
        assertEquals(List.of(), failures);
    }

    private void tell(Story story, Boundaries boundaries) throws Exception {
        String pipeline = TestEngines.uniqueName("crash");
        // A server that reads nothing has to be asked all the same.
        try (TestTopic topic = TestTopic.create(pipeline, 2, Map.of());
                LeasedReader asked = new LeasedReader(addresses)) {
            reader = Optional.of(asked);
            atWork = boundaries;
            topic.write(0, 40);
            topic.write(1, 20);
            VersionId version = register(pipeline, 1);
            try (Brain builder = new Brain(engines, processors, DEADLINES, Clock.systemUTC(), Boundaries.NONE)) {
                builder.start();
                story.prepare(builder, version);
            }
            try (Brain first = new Brain(engines, processors, DEADLINES, Clock.systemUTC(), boundaries)) {
                // Ordered before it starts, so that no boundary is passed before the story begins.
                story.order(first, version);
                first.start();
                await("the end or the crash", () -> !first.alive() || story.over(first, version));
            }
            atWork = Boundaries.NONE;
            try (Brain second = new Brain(engines, processors, DEADLINES, Clock.systemUTC(), Boundaries.NONE)) {
                second.start();
                await("the second controller to finish", () -> story.over(second, version));
                story.check(second, version);
            }
        }
    }

    private static VersionId register(String pipeline, int least) throws Exception {
        String manifest = TestWorld.manifest(pipeline, least);
        return engines.stores()
                .catalog()
                .register(pipeline, manifest, Fingerprint.of(new ManifestReader().read(manifest)), 1)
                .version()
                .id();
    }

    private static void build(Brain brain, VersionId version) {
        var _ = request(brain, version);
        await(version + " to be built", () -> newest(brain, version) == ReplayState.DONE);
    }

    private static Replay request(Brain brain, VersionId version) {
        return request(brain, version, SwitchMode.AUTO);
    }

    private static Replay request(Brain brain, VersionId version, SwitchMode mode) {
        return commands(brain)
                .request(
                        version,
                        new ReplayRequest(mode, Optional.empty(), LIMITS, Throttle.NONE, "test"),
                        Optional.empty());
    }

    private static ReplayCommands commands(Brain brain) {
        return new ReplayCommands(
                new Lookup(engines.stores().catalog(), brain.replays()),
                brain.replays(),
                brain.wakeup(),
                DEADLINES,
                Clock.systemUTC());
    }

    private static ReplayState newest(Brain brain, VersionId version) {
        return brain.replays().newest(version).map(Replay::state).orElse(ReplayState.UNKNOWN);
    }

    private static List<Slot> slots(VersionId version) {
        return engines.stores().catalog().versions(version.pipeline()).stream()
                .map(RegisteredVersion::slot)
                .toList();
    }

    private static long count(VersionId version, String action) {
        return new PostgresJournal(engines.database())
                .after(version.pipeline(), 0, 1_000).stream()
                        .filter(entry -> entry.action().equals(action))
                        .count();
    }

    private interface Story {
        void prepare(Brain brain, VersionId version) throws Exception;

        void order(Brain brain, VersionId version);

        boolean over(Brain brain, VersionId version);

        void check(Brain brain, VersionId version);
    }

    /** What ends the event loop, as kill -9 would. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String boundary) {
            super("killed at " + boundary);
        }
    }
}
