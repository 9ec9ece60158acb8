package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.runtime.SimulatedOwner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Owners that die, or are suspended while others take over, at every step of the sinks' protocols; on the real stores, without Kafka, so
 * that each costs milliseconds. After every group of interruptions both stores equal a plain evaluation. A group depends on its seed alone,
 * which a failure names.
 */
class CrashCampaignTest {
    private static final long SEED = 20_261_120;
    private static final int PARTITIONS = 2;
    private static final int SHARDS = 2;
    /** What only views of sessions pass is in SessionsTest. */
    private static final List<FaultPoint> POINTS =
            Stream.of(FaultPoint.values()).filter(point -> !point.ofSessions()).toList();

    private static final int DEATHS = Campaign.choose(8 * POINTS.size(), 1_000);

    @Test
    @DisplayName("P2, P4: deaths and pauses of owners at every step leave the same totals")
    void deathsAndPauses() {
        int deaths = 0;
        for (long seed = SEED; deaths < DEATHS; seed++) {
            try {
                deaths += new Group(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("the group of seed " + seed + ", after " + deaths + " deaths", e);
            }
        }
    }

    /** One pipeline that meets every kind of interruption. */
    private static final class Group {
        private final Random random;
        private final boolean pauses;
        private final List<GeneratedEvent> sent = new ArrayList<>();
        private final TestPipeline pipeline;
        private final Owners owners;

        Group(long seed) {
            this.random = new Random(seed);
            this.pipeline = TestPipeline.create("campaign", PARTITIONS, SHARDS, TestPipeline.MANIFEST);
            // Two groups with pauses, two without: in half of each the stores' answers get lost besides.
            this.pauses = Campaign.LONG || seed / 2 % 2 == 0;
            this.owners = seed % 2 == 0
                    ? new Owners(pipeline, PARTITIONS)
                    : new Owners(pipeline, PARTITIONS, new LostAnswers(seed, 40));
        }

        /** Two deaths at every point, and a pause in groups that have them; returns how many deaths. */
        int run() {
            List<Runnable> plan = new ArrayList<>();
            for (FaultPoint point : POINTS) {
                plan.add(() -> die(point));
                plan.add(() -> die(point));
                if (pauses) {
                    plan.add(() -> pause(point));
                }
            }
            Collections.shuffle(plan, random);
            try (pipeline;
                    owners) {
                plan.forEach(Runnable::run);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    owners.finish(partition);
                }
                Expectations.verify(pipeline, sent, owners.gaps());
                assertEquals(Map.of(), LiveContent.rebuild(pipeline), "the live windows are whole");
            }
            return 2 * POINTS.size();
        }

        private void die(FaultPoint point) {
            int partition = random.nextInt(PARTITIONS);
            boolean happened = false;
            for (int attempt = 0; !happened; attempt++) {
                Interruption death = Interruption.crash(point, attempt == 0 ? 1 + random.nextInt(3) : 1);
                interrupted(point, partition, death);
                happened = death.happened();
                assertTrue(happened || attempt < 20, () -> point + " is never reached");
            }
        }

        private void pause(FaultPoint point) {
            int partition = random.nextInt(PARTITIONS);
            boolean happened = false;
            for (int attempt = 0; !happened; attempt++) {
                Interruption pause = new Interruption(point, 1 + random.nextInt(2), () -> takeOver(partition));
                interrupted(point, partition, pause);
                happened = pause.happened();
                assertTrue(happened || attempt < 20, () -> point + " is never reached");
            }
        }

        /** One life, which is interrupted, and goes on after a pause. */
        private void interrupted(FaultPoint point, int partition, FaultPoints interruption) {
            send(100 + random.nextInt(150));
            try {
                SimulatedOwner owner = owners.open(partition, interruption);
                if (point == FaultPoint.AFTER_LOSS_NOTICED) {
                    work(owner, partition, random.nextInt(3));
                    LiveContent.wipe(pipeline);
                    send(50);
                }
                work(owner, partition, Integer.MAX_VALUE);
            } catch (CrashAt.SimulatedCrash e) {
                // As planned; the next life goes on from the stores.
            }
        }

        /** While the owner is suspended: another one, that may die too, or leave the rest to a third. */
        private void takeOver(int partition) {
            if (random.nextInt(3) == 0) {
                FaultPoint point = POINTS.get(random.nextInt(POINTS.size()));
                try {
                    work(owners.open(partition, Interruption.crash(point, 1)), partition, Integer.MAX_VALUE);
                } catch (CrashAt.SimulatedCrash e) {
                    // It left the partition as it was.
                }
            }
            if (random.nextBoolean()) {
                send(60);
            }
            SimulatedOwner next = owners.open(partition, FaultPoints.NONE);
            work(next, partition, random.nextInt(2) == 0 ? random.nextInt(6) : Integer.MAX_VALUE);
        }

        private void work(SimulatedOwner owner, int partition, int steps) {
            for (int i = 0; i < steps && !owner.finished(); i++) {
                owner.poll(random.nextInt(60));
                owner.process(random.nextInt(80));
                if (random.nextInt(3) == 0) {
                    owner.tick();
                }
                if (random.nextInt(3) == 0) {
                    long committed = owner.commit();
                    long settled = pipeline.settled(partition);
                    assertTrue(committed <= settled, () -> "commits " + committed + ", settled is " + settled);
                }
            }
        }

        private void send(int count) {
            List<GeneratedEvent> events = GeneratedEvent.generate(random.nextLong(), count, PARTITIONS);
            sent.addAll(events);
            owners.append(events);
        }
    }
}
