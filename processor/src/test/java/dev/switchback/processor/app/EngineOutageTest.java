package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchback.embedded.Engine;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.EngineFaults;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunOrder;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The engines themselves hang or die, and come back: during a replay and live. The long campaign lets every engine do both in both, for half a
 * minute each.
 */
@Isolated("It stops the engines that the other tests share.")
class EngineOutageTest {
    private static final Duration LENGTH = Duration.ofSeconds(Campaign.choose(2, 30));

    private enum Fault {
        HANGS,
        DIES
    }

    @BeforeAll
    static void enginesAreOurs() {
        assumeTrue(EngineFaults.possible(), "the engines of the environment are not this test's to stop");
    }

    @Test
    @DisplayName("P2: engines that hang or die during a replay are waited out, named, and change no total")
    void duringAReplay() {
        List<Fault> faults = Campaign.LONG ? List.of(Fault.values()) : List.of(Fault.HANGS);
        int count = 12_000 * faults.size();
        List<GeneratedEvent> events = GeneratedEvent.generate(80, count, 2);
        try (TestPipeline pipeline = TestPipeline.create("replayed", 2, 1, TestPipeline.MANIFEST)) {
            int sent = count / 2;
            pipeline.send(events.subList(0, sent));
            // So slowly, and with more to come, that each engine meets a replay that is under way.
            new PostgresRunBoard(Stores.POSTGRES)
                    .give(pipeline.version, new RunOrder(false, OptionalLong.of(Campaign.choose(1_500, 150))));
            try (VersionProcessor processor = pipeline.start("a")) {
                for (Fault fault : faults) {
                    for (Engine engine : Engine.values()) {
                        int more = count / 2 / faults.size() / Engine.values().length;
                        pipeline.send(events.subList(sent, sent + more));
                        sent += more;
                        long before = pipeline.counts().offsets();
                        Waiting.until(
                                () -> pipeline.counts().offsets() > before, () -> "the replay: " + processor.problem());
                        outage(processor, engine, fault, () -> {});
                    }
                }
                new PostgresRunBoard(Stores.POSTGRES).give(pipeline.version, RunOrder.FULL_SPEED);
                pipeline.awaitCaughtUp(processor);
                assertRecovered(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P2: engines that die or hang under live events are waited out, named, and change no total")
    void live() {
        List<Fault> faults = Campaign.LONG ? List.of(Fault.values()) : List.of(Fault.DIES);
        List<GeneratedEvent> events = GeneratedEvent.generate(81, 2_400 * faults.size(), 2);
        int sent = 0;
        try (TestPipeline pipeline = TestPipeline.create("struck", 2, 2, TestPipeline.MANIFEST);
                VersionProcessor processor = pipeline.start("a")) {
            for (Fault fault : faults) {
                for (Engine engine : Engine.values()) {
                    List<GeneratedEvent> before = events.subList(sent, sent + 300);
                    List<GeneratedEvent> during = events.subList(sent + 300, sent + 600);
                    sent += 600;
                    pipeline.send(before);
                    pipeline.awaitCaughtUp(processor);
                    pipeline.send(during.subList(0, 150));
                    if (engine == Engine.KAFKA) {
                        outage(processor, engine, fault, () -> {});
                        pipeline.send(during.subList(150, 300));
                    } else {
                        outage(processor, engine, fault, () -> pipeline.send(during.subList(150, 300)));
                    }
                    pipeline.awaitCaughtUp(processor);
                    assertRecovered(processor);
                }
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P2: a Redis that is restarted empty is filled again")
    void redisRestartedEmpty() {
        List<GeneratedEvent> events = GeneratedEvent.generate(82, 1_500, 2);
        try (TestPipeline pipeline = TestPipeline.create("emptied", 2, 2, TestPipeline.MANIFEST);
                VersionProcessor processor = pipeline.start("a")) {
            pipeline.send(events.subList(0, 1_000));
            pipeline.awaitCaughtUp(processor);
            EngineFaults.kill(Engine.REDIS);
            EngineFaults.reviveEmptyRedis();
            pipeline.send(events.subList(1_000, 1_500));
            pipeline.awaitCaughtUp(processor);
            assertRecovered(processor);
            Expectations.verify(pipeline, events, 0);
        }
    }

    private static void outage(VersionProcessor processor, Engine engine, Fault fault, Runnable meanwhile) {
        long end = System.nanoTime() + LENGTH.toNanos();
        switch (fault) {
            case HANGS -> EngineFaults.suspend(engine);
            case DIES -> EngineFaults.kill(engine);
        }
        try {
            meanwhile.run();
            String name = switch (engine) {
                case KAFKA -> "Kafka";
                case POSTGRES -> "PostgreSQL";
                case CLICKHOUSE -> "ClickHouse";
                case REDIS -> "Redis";
            };
            Waiting.until(
                    () -> processor.state() == ProcessorState.WAITING_FOR_STORE
                            && processor.problem().contains(name),
                    () -> engine + " " + fault + " is told: " + processor.state() + " " + processor.problem());
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        } finally {
            switch (fault) {
                case HANGS -> EngineFaults.resume(engine);
                case DIES -> EngineFaults.revive(engine);
            }
        }
    }

    /** No thread had to be replaced, and nothing is said any more. */
    private static void assertRecovered(VersionProcessor processor) {
        Waiting.until(
                () -> processor.state() == ProcessorState.RUNNING
                        && processor.problem().isEmpty(),
                () -> processor.state() + " " + processor.problem());
        assertEquals("", processor.problem());
    }
}
