package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.command.Lookup;
import dev.switchback.control.command.ReplayCommands;
import dev.switchback.control.postgres.PostgresJournal;
import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.testing.LeasedReader;
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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Controllers that die at a named boundary of a story, and others that go on (promise P10). One run without a crash lists the boundaries that a
 * story passes; then the story is told again once per boundary.
 */
final class ControllerCrashes implements AutoCloseable {
    static final Deadlines DEADLINES = Deadlines.DEFAULT
            .withSwitching(Duration.ofSeconds(5), Duration.ofSeconds(1))
            .withCrossed(Duration.ofMillis(500));

    private static final CatchUpLimits LIMITS = new CatchUpLimits(2_000, Duration.ofSeconds(2), Duration.ZERO);

    final EngineAddresses addresses = TestWorld.engines();
    final Engines engines = new Engines(addresses);
    private final SettlingProcessors processors = new SettlingProcessors(addresses);
    /** The query server of the story that is told now. */
    private Optional<LeasedReader> reader = Optional.empty();
    /** Where the controller of the story that is told now dies. */
    private Boundaries atWork = Boundaries.NONE;

    /** What is done and awaited, of one version of a new pipeline. */
    interface Story {
        /** Before the controller that is killed starts. */
        void prepare(Brain brain, VersionId version) throws Exception;

        void order(Brain brain, VersionId version);

        boolean over(Brain brain, VersionId version);

        void check(Brain brain, VersionId version);
    }

    LeasedReader reader() {
        return reader.orElseThrow();
    }

    Boundaries atWork() {
        return atWork;
    }

    /**
     * Dies at every boundary that the story passes: in the long form once in a story of its own, else all in one story, in which each controller
     * dies at the first boundary at which none has died yet.
     */
    void crashEverywhere(Story story) throws Exception {
        if (Campaign.LONG) {
            crashAt(boundaries(story), story);
        } else {
            crashAlong(story);
        }
    }

    private void crashAlong(Story story) throws Exception {
        Set<String> died = ConcurrentHashMap.newKeySet();
        tell(story, DEADLINES.withSwitching(Duration.ofMinutes(1), Duration.ofSeconds(1)), name -> {
            if (died.add(name)) {
                throw new Killed(name);
            }
        });
        assertTrue(died.size() > 5, died.toString());
    }

    private Set<String> boundaries(Story story) throws Exception {
        Set<String> boundaries = ConcurrentHashMap.newKeySet();
        tell(story, DEADLINES, boundaries::add);
        assertTrue(boundaries.size() > 5, boundaries.toString());
        return new TreeSet<>(boundaries);
    }

    void crashAt(Set<String> boundaries, Story story) throws Exception {
        List<String> failures = new ArrayList<>();
        for (String boundary : new LinkedHashSet<>(boundaries)) {
            AtomicBoolean killed = new AtomicBoolean();
            try {
                tell(story, DEADLINES, name -> {
                    if (name.equals(boundary) && !killed.get()) {
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

    /** By as many controllers as it takes. */
    private void tell(Story story, Deadlines deadlines, Boundaries boundaries) throws Exception {
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
            boolean ordered = false;
            boolean over = false;
            while (!over) {
                try (Brain next = new Brain(engines, processors, deadlines, Clock.systemUTC(), boundaries)) {
                    if (!ordered) {
                        // Before any of them starts, so that no boundary is passed before the story begins.
                        story.order(next, version);
                        ordered = true;
                    }
                    next.start();
                    await("the end or the crash", () -> !next.alive() || story.over(next, version));
                    over = next.alive();
                }
            }
            atWork = Boundaries.NONE;
            try (Brain last = new Brain(engines, processors, deadlines, Clock.systemUTC(), Boundaries.NONE)) {
                last.start();
                story.check(last, version);
            }
        } finally {
            processors.end(pipeline);
        }
    }

    VersionId register(String pipeline, int least) throws Exception {
        String manifest = TestWorld.manifest(pipeline, least);
        return engines.stores()
                .catalog()
                .register(pipeline, manifest, Fingerprint.of(new ManifestReader().read(manifest)), 1)
                .version()
                .id();
    }

    void build(Brain brain, VersionId version) {
        var _ = request(brain, version);
        await(version + " to be built", () -> newest(brain, version) == ReplayState.DONE);
    }

    Replay request(Brain brain, VersionId version) {
        return request(brain, version, SwitchMode.AUTO);
    }

    Replay request(Brain brain, VersionId version, SwitchMode mode) {
        return commands(brain).request(version, asked(mode), Optional.empty());
    }

    static ReplayRequest asked(SwitchMode mode) {
        return new ReplayRequest(mode, Optional.empty(), LIMITS, Throttle.NONE, "test");
    }

    ReplayCommands commands(Brain brain) {
        return new ReplayCommands(
                new Lookup(engines.stores().catalog(), brain.replays()),
                brain.replays(),
                brain.wakeup(),
                DEADLINES,
                Clock.systemUTC());
    }

    static ReplayState newest(Brain brain, VersionId version) {
        return brain.replays().newest(version).map(Replay::state).orElse(ReplayState.UNKNOWN);
    }

    List<Slot> slots(VersionId version) {
        return engines.stores().catalog().versions(version.pipeline()).stream()
                .map(RegisteredVersion::slot)
                .toList();
    }

    long count(VersionId version, String action) {
        return new PostgresJournal(engines.database())
                .after(version.pipeline(), 0, 1_000).stream()
                        .filter(entry -> entry.action().equals(action))
                        .count();
    }

    @Override
    public void close() {
        engines.close();
        processors.close();
    }

    /** What ends the event loop, as kill -9 would. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String boundary) {
            super("killed at " + boundary);
        }
    }
}
