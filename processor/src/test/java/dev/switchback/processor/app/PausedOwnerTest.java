package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.processor.runtime.SimulatedOwner;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistoryStore;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.run.ProcessorState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Owners that outlived their ownership by long, and owners that race. */
class PausedOwnerTest {
    @Test
    @DisplayName("P2: an owner that wakes when the history store has forgotten its tokens inserts nothing any more")
    void wakesAfterTheTokensWereForgotten() {
        List<GeneratedEvent> events = GeneratedEvent.generate(70, 1_200, 1);
        for (FaultPoint point : List.of(FaultPoint.AFTER_CLAIM, FaultPoint.BETWEEN_INSERTS, FaultPoint.AFTER_INSERTS)) {
            try (TestPipeline pipeline = TestPipeline.create("woken", 1, 1, TestPipeline.MANIFEST);
                    Owners owners = new Owners(pipeline, 1)) {
                owners.append(events.subList(0, 600));
                Interruption pause = new Interruption(point, 2, () -> {
                    owners.finish(0);
                    forgetTokens(pipeline);
                    owners.append(events.subList(600, 1_200));
                    owners.finish(0);
                });
                SimulatedOwner owner = owners.open(0, pause);
                while (!owner.finished()) {
                    owner.poll(50);
                    owner.process(50);
                }
                assertTrue(pause.happened());
                Expectations.verify(pipeline, events, owners.gaps());
            }
        }
    }

    /** From now on the tables remember the last insert's token only. */
    private static void forgetTokens(TestPipeline pipeline) {
        List<String> tables = new ArrayList<>();
        for (ViewPlan view : pipeline.plan.views()) {
            tables.add(HistoryNames.table(pipeline.version, view.name()));
        }
        tables.add(HistoryNames.deadLetters(pipeline.version));
        for (String table : tables) {
            Stores.CLICKHOUSE.queryAll(
                    "ALTER TABLE " + table + " MODIFY SETTING non_replicated_deduplication_window = 1");
        }
    }

    @Test
    @DisplayName("P2: a claim older than the history store remembers tokens stops the version with a clear error")
    void claimOlderThanTheTokens() throws SQLException {
        List<GeneratedEvent> events = GeneratedEvent.generate(71, 400, 2);
        try (TestPipeline pipeline = TestPipeline.create("oldclaim", 2, 1, TestPipeline.MANIFEST);
                Owners owners = new Owners(pipeline, 2)) {
            owners.append(events);
            SimulatedOwner dying = owners.open(0, Interruption.crash(FaultPoint.AFTER_CLAIM, 2));
            assertThrows(CrashAt.SimulatedCrash.class, () -> {
                while (!dying.finished()) {
                    dying.poll(50);
                    dying.process(50);
                }
            });
            flushes(pipeline, HistoryStore.TOKEN_WINDOW);
            VersionFailedException refused =
                    assertThrows(VersionFailedException.class, () -> owners.open(0, FaultPoints.NONE));
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("replay into a new version"), refused.getMessage());
            try (VersionProcessor processor = pipeline.start("a")) {
                Waiting.until(() -> processor.state() == ProcessorState.FAILED, () -> "it is " + processor.state());
                assertEquals(refused.getMessage(), processor.problem());
            }

            flushes(pipeline, -HistoryStore.TOKEN_WINDOW / 2);
            owners.finish(0);
            owners.finish(1);
            Expectations.verify(pipeline, events, owners.gaps());
        }
    }

    /** As if partition 1 had been flushed so often since. */
    private static void flushes(TestPipeline pipeline, int more) throws SQLException {
        try (Connection connection = Stores.POSTGRES.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE ledger SET flushes = flushes + ? WHERE pipeline = ? AND partition = 1")) {
            statement.setInt(1, more);
            statement.setString(2, pipeline.version.pipeline());
            assertEquals(1, statement.executeUpdate());
        }
    }

    @Test
    @DisplayName("P2: owners that race for the same partitions leave the same totals")
    void race() {
        for (int round = 0; round < Campaign.choose(1, 40); round++) {
            long seed = 72L + round;
            List<GeneratedEvent> events = GeneratedEvent.generate(seed, 1_500, 2);
            try (TestPipeline pipeline = TestPipeline.create("race", 2, 2, TestPipeline.MANIFEST);
                    Owners owners = new Owners(pipeline, 2);
                    ExecutorService threads = Executors.newFixedThreadPool(4)) {
                owners.append(events);
                List<CompletableFuture<Void>> racers = new ArrayList<>();
                for (int racer = 0; racer < 4; racer++) {
                    int partition = racer % 2;
                    Random random = new Random(seed * 4 + racer);
                    racers.add(CompletableFuture.runAsync(() -> race(owners, partition, random), threads));
                }
                racers.forEach(CompletableFuture::join);
                Expectations.verify(pipeline, events, owners.gaps());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("the race of seed " + seed, e);
            }
        }
    }

    private static void race(Owners owners, int partition, Random random) {
        SimulatedOwner owner = owners.open(partition, FaultPoints.NONE);
        while (!owner.finished()) {
            owner.poll(random.nextInt(60));
            owner.process(random.nextInt(60));
        }
    }
}
