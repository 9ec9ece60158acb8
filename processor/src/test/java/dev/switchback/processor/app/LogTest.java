package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the log may do: markers, aborted records, new partitions, truncation; and the controller's orders. */
class LogTest {

    @Test
    @DisplayName("P4: transaction markers and aborted records count as gaps, and the ledger reaches the log's end")
    void transactions() {
        List<GeneratedEvent> events = GeneratedEvent.generate(50, 1_200, 2);
        List<GeneratedEvent> kept = new ArrayList<>(events.subList(0, 400));
        kept.addAll(events.subList(800, 1_200));
        try (TestPipeline pipeline = TestPipeline.create("markers", 2, 1, TestPipeline.MANIFEST)) {
            pipeline.sendInTransaction(events.subList(0, 400), true);
            pipeline.sendInTransaction(events.subList(400, 800), false);
            pipeline.sendInTransaction(events.subList(800, 1_200), true);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
                Waiting.until(
                        () -> pipeline.groupOffsets().equals(pipeline.ends()),
                        () -> "the group mirrors the ledger: " + pipeline.groupOffsets() + ", " + pipeline.ends());
            }
            // Three markers in each of two partitions, and the records of the aborted transaction.
            Expectations.verify(pipeline, kept, 400 + 3 * 2);
        }
    }

    @Test
    @DisplayName("P4: an open transaction is where the log ends for now; committed later, it and all behind it count")
    void openTransaction() {
        List<GeneratedEvent> events = GeneratedEvent.generate(54, 900, 2);
        try (TestPipeline pipeline = TestPipeline.create("open", 2, 1, TestPipeline.MANIFEST)) {
            pipeline.send(events.subList(0, 300));
            Map<Integer, Long> before = pipeline.ends();
            try (KafkaProducer<byte[], byte[]> open = pipeline.sendInOpenTransaction(events.subList(300, 600));
                    VersionProcessor processor = pipeline.start("a")) {
                pipeline.send(events.subList(600, 900));
                Waiting.until(
                        () -> pipeline.ledger().values().stream()
                                .allMatch(entry -> entry.committed()
                                        == before.getOrDefault(entry.key().partition(), 0L)),
                        () -> "all before the transaction: " + pipeline.ledger());
                Expectations.verify(pipeline, events.subList(0, 300), 0);
                open.commitTransaction();
                pipeline.awaitCaughtUp(processor);
            }
            // One marker in each of two partitions.
            Expectations.verify(pipeline, events, 2);
        }
    }

    @Test
    @DisplayName("P4: what a compacted topic has lost counts as gaps, and the version reaches its end")
    void compacted() {
        List<GeneratedEvent> events = GeneratedEvent.generate(55, 1_200, 1);
        try (TestPipeline pipeline = TestPipeline.create("compact", 1, 1, TestPipeline.MANIFEST)) {
            List<Long> left = CompactedLog.write(pipeline.version.pipeline(), events, 50);
            assertTrue(left.size() < events.size(), "left: " + left.size());
            List<GeneratedEvent> remaining =
                    left.stream().map(offset -> events.get(offset.intValue())).toList();
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, remaining, events.size() - remaining.size());
            assertEquals(events.size(), pipeline.counts().offsets());
        }
    }

    @Test
    @DisplayName("P4: partitions added later are read from their start")
    void addedPartitions() {
        List<GeneratedEvent> events = GeneratedEvent.generate(51, 2_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("grown", 1, 1, TestPipeline.MANIFEST)) {
            List<GeneratedEvent> first =
                    events.stream().filter(e -> e.partition() == 0).toList();
            pipeline.send(first);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
                pipeline.addPartitions(2);
                pipeline.send(events.stream().filter(e -> e.partition() == 1).toList());
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P8: a log truncated under a version fails it, with a sentence on the run board")
    void truncated() {
        PostgresRunBoard board = new PostgresRunBoard(Stores.POSTGRES);
        try (TestPipeline pipeline = TestPipeline.create("cut", 1, 1, TestPipeline.MANIFEST)) {
            pipeline.send(GeneratedEvent.generate(52, 500, 1));
            pipeline.deleteRecords(0, 100);
            try (VersionProcessor processor = pipeline.start("a")) {
                Waiting.until(
                        () -> board.reports(pipeline.version).stream()
                                .anyMatch(report -> report.state() == ProcessorState.FAILED),
                        () -> "a report of failure: " + processor.state());
                assertTrue(processor.problem().contains("truncated"), processor.problem());
            }
            assertEquals(0, pipeline.counts().offsets());
        }
    }

    @Test
    void aVersionWithoutTopicFails() {
        try (TestPipeline pipeline = TestPipeline.create("untold", 1, 1, TestPipeline.MANIFEST)) {
            pipeline.deleteTopic();
            try (VersionProcessor processor = pipeline.start("a")) {
                Waiting.until(() -> processor.state() == ProcessorState.FAILED, () -> "it is " + processor.state());
                assertTrue(processor.problem().contains("does not exist"), processor.problem());
            }
        }
    }

    @Test
    void anUnknownVersionFails() {
        VersionId unknown = new VersionId("nobody", 7);
        ProcessorSettings settings =
                new ProcessorSettings(Stores.ADDRESSES, unknown, "a", 1, Path.of(System.getProperty("java.io.tmpdir")));
        try (VersionProcessor processor = VersionProcessor.start(settings)) {
            Waiting.until(() -> processor.state() == ProcessorState.FAILED, () -> "it is " + processor.state());
            assertEquals("nobody v7 is not registered; register its manifest first.", processor.problem());
        }
    }

    @Test
    @DisplayName("P10: a paused version takes nothing in, and goes on when resumed; a limit holds")
    void pausedAndLimited() {
        PostgresRunBoard board = new PostgresRunBoard(Stores.POSTGRES);
        List<GeneratedEvent> events = GeneratedEvent.generate(53, 3_000, 2);
        try (TestPipeline pipeline = TestPipeline.create("paused", 2, 1, TestPipeline.MANIFEST)) {
            board.give(pipeline.version, new RunOrder(true, OptionalLong.empty()));
            try (VersionProcessor processor = pipeline.start("a")) {
                Waiting.until(
                        () -> board.reports(pipeline.version).stream().anyMatch(LogTest::pausedWithPartitions),
                        () -> "a report of the pause: " + board.reports(pipeline.version));
                pipeline.send(events.subList(0, 2_900));
                assertEquals(0, pipeline.counts().offsets());
                board.give(pipeline.version, new RunOrder(false, OptionalLong.of(1_000)));
                long begin = System.nanoTime();
                pipeline.awaitCaughtUp(processor);
                pipeline.send(events.subList(2_900, 3_000));
                pipeline.awaitCaughtUp(processor);
                // The first second's worth is free, and one poll may run ahead; the next has to wait until that is
                // paid.
                assertTrue(System.nanoTime() - begin > 1_500_000_000L, "3,000 events at 1,000 a second take a while");
            }
            assertFalse(board.reports(pipeline.version).isEmpty());
            Expectations.verify(pipeline, events, 0);
        }
    }

    private static boolean pausedWithPartitions(ProcessorReport report) {
        return report.state() == ProcessorState.PAUSED && report.partitions().size() == 2;
    }
}
