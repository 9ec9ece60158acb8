package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.runtime.SimulatedOwner;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.postgres.PostgresCutLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two versions that read one log at paces of their own, with owners that die at every step of the protocols and lose the stores' answers,
 * while cuts are ordered; on the real stores, without Kafka. Every cut holds exactly the log's prefix below its fence, in both versions, by
 * a plain evaluation. A group depends on its seed alone, which a failure names.
 */
class CutCampaignTest {
    private static final long SEED = 82_026;
    private static final int GROUPS = Campaign.choose(1, 30);
    private static final int PARTITIONS = 2;
    private static final int CUTS = 5;
    private static final List<FaultPoint> POINTS =
            Stream.of(FaultPoint.values()).filter(point -> !point.ofSessions()).toList();

    @Test
    @DisplayName("P7: a cut holds exactly the events below its fence, in both versions, whatever its owners die of")
    void cutsAreExact() {
        for (long seed = SEED; seed < SEED + GROUPS; seed++) {
            try {
                new Group(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("the group of seed " + seed, e);
            }
        }
    }

    private static final class Group {
        private final Random random;
        private final CutLedger cuts = new PostgresCutLedger(Stores.POSTGRES);
        private final List<TestPipeline> versions;
        private final List<Owners> owners;
        private final List<Cut> taken = new ArrayList<>();

        Group(long seed) {
            this.random = new Random(seed);
            TestPipeline first = TestPipeline.create("cuts", PARTITIONS, 1, TestPipeline.MANIFEST);
            this.versions = List.of(first, first.next(TestPipeline.MANIFEST.replace("PT2H", "PT3H")));
            this.owners = List.of(
                    new Owners(first, PARTITIONS), new Owners(versions.get(1), PARTITIONS, new LostAnswers(seed, 60)));
        }

        void run() {
            try (TestPipeline first = versions.get(0);
                    TestPipeline second = versions.get(1);
                    Owners ofFirst = owners.get(0);
                    Owners ofSecond = owners.get(1)) {
                send(200);
                while (taken.size() < CUTS) {
                    // Both versions stand anywhere now; most often one is ahead of the other.
                    ahead(owners.get(random.nextInt(2)));
                    taken.add(cut());
                    // Batches that are collected now may go beyond the fence: they have to be given up.
                    for (int i = 0; i < 4; i++) {
                        live();
                    }
                    finish(taken.getLast());
                }
                verify(first, ofFirst);
                verify(second, ofSecond);
            }
        }

        private void ahead(Owners version) {
            SimulatedOwner owner = version.open(random.nextInt(PARTITIONS), FaultPoints.NONE);
            for (int i = 0; i < 8; i++) {
                owner.poll(random.nextInt(60));
                owner.process(60);
            }
        }

        private Cut cut() {
            return assertInstanceOf(
                            CutLedger.Order.Ordered.class,
                            cuts.order(Set.of(versions.get(0).version, versions.get(1).version)))
                    .cut();
        }

        /** One life of one partition of one version, during which a cut may be ordered and taken back; often it ends in a death. */
        private void live() {
            send(random.nextInt(60));
            Owners version = owners.get(random.nextInt(2));
            Interruption death = Interruption.crash(POINTS.get(random.nextInt(POINTS.size())), 1 + random.nextInt(3));
            try {
                SimulatedOwner owner = version.open(random.nextInt(PARTITIONS), death);
                for (int i = 0; i < 12 && !owner.finished(); i++) {
                    owner.poll(random.nextInt(60));
                    owner.process(random.nextInt(80));
                    if (random.nextInt(4) == 0) {
                        replaceOrder();
                    }
                    owner.tick();
                }
            } catch (CrashAt.SimulatedCrash e) {
                // As planned; the next life goes on from the stores.
            }
        }

        /** The fence moves while an owner collects a batch over it. */
        private void replaceOrder() {
            if (random.nextBoolean()) {
                cuts.withdraw(taken.getLast());
            }
            taken.set(taken.size() - 1, cut());
        }

        private void finish(Cut cut) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (Owners version : owners) {
                    version.finish(partition);
                }
            }
            assertEquals(new CutLedger.State.Reached(), cuts.state(cut));
            send(80);
        }

        private void send(int count) {
            List<GeneratedEvent> events = GeneratedEvent.generate(random.nextLong(), count, PARTITIONS);
            owners.forEach(version -> version.append(events));
        }

        private void verify(TestPipeline pipeline, Owners log) {
            int events = 0;
            for (Cut cut : taken) {
                String rows = "_cut < " + cut.number(pipeline.version);
                List<GeneratedEvent> before = log.before(cut.fence());
                PlainEvaluation expected = PlainEvaluation.of(before);
                String what = pipeline.version + " at " + cut;
                assertEquals(expected.byChannel, HistoryContent.aggregated(pipeline, 0, rows), what);
                assertEquals(expected.totals, HistoryContent.aggregated(pipeline, 1, rows), what);
                assertEquals(expected.small, HistoryContent.small(pipeline, rows), what);
                assertTrue(before.size() >= events, () -> "a cut before " + what + " has more events");
                events = before.size();
            }
            assertTrue(events > 0, "no cut had events");
        }
    }

    @Test
    @DisplayName("P7: a cut that nobody reaches is taken back, and the next one is exact")
    void withdrawn() {
        try (TestPipeline pipeline = TestPipeline.create("cuts", 1, 1, TestPipeline.MANIFEST);
                TestPipeline other = pipeline.next(TestPipeline.MANIFEST.replace("PT2H", "PT3H"));
                Owners ahead = new Owners(pipeline, 1);
                Owners behind = new Owners(other, 1)) {
            CutLedger cuts = new PostgresCutLedger(Stores.POSTGRES);
            List<GeneratedEvent> events = GeneratedEvent.generate(1, 300, 1);
            ahead.append(events);
            behind.append(events);
            ahead.finish(0);
            Set<VersionId> both = Set.of(pipeline.version, other.version);
            Cut given = ((CutLedger.Order.Ordered) cuts.order(both)).cut();
            assertEquals(Map.of(0, (long) ahead.end(0)), given.fence());
            assertEquals(
                    new CutLedger.State.Ahead(Map.of(other.version, new TreeMap<>(given.fence()))), cuts.state(given));
            cuts.withdraw(given);
            assertEquals(new CutLedger.State.Gone(), cuts.state(given));

            SimulatedOwner owner = behind.open(0, FaultPoints.NONE);
            for (int i = 0; i < 5; i++) {
                owner.poll(30);
                owner.process(30);
            }
            ahead.append(events);
            behind.append(events);
            ahead.finish(0);
            Cut next = ((CutLedger.Order.Ordered) cuts.order(both)).cut();
            behind.finish(0);
            assertEquals(new CutLedger.State.Reached(), cuts.state(next));
            for (TestPipeline version : List.of(pipeline, other)) {
                assertEquals(
                        PlainEvaluation.of(ahead.before(next.fence())).byChannel,
                        HistoryContent.aggregated(version, 0, "_cut < " + next.number(version.version)));
            }
        }
    }
}
