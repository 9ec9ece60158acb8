package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.switchback.processor.app.GeneratedEvent.Fields;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger.Outcome;
import dev.switchback.views.ledger.Watermark;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.postgres.PostgresSinkLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Partitions that fall silent and come back. */
class IdlePartitionsTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final long MINUTE = 60_000;
    private static final int SHARDS = 2;

    private static String manifest(String idleTimeout) {
        return TestPipeline.MANIFEST
                .replace("PT2H", "PT1M")
                .replace(
                        "  out_of_orderness: PT10S\n",
                        "  out_of_orderness: PT10S\n  idle_timeout: " + idleTimeout + "\n");
    }

    /** One event per second and partition. */
    private static List<GeneratedEvent> events(int partition, int fromSecond, int toSecond) {
        return IntStream.range(fromSecond, toSecond)
                .mapToObj(second -> {
                    Fields fields = new Fields(
                            GeneratedEvent.BEGIN + second * 1_000L, "#c" + second % 5, "u", false, 7L, 1.0, null);
                    return new GeneratedEvent(partition, fields.json(false), fields);
                })
                .toList();
    }

    private static Optional<Instant> watermark(TestPipeline pipeline) {
        return Watermark.of(pipeline.ledger().values(), BOUND);
    }

    private static Optional<Instant> second(int second) {
        return Optional.of(
                Instant.ofEpochMilli(GeneratedEvent.BEGIN + second * 1_000L).minus(BOUND));
    }

    private static List<Set<String>> idleInLive(TestPipeline pipeline) {
        return IntStream.range(0, SHARDS)
                .mapToObj(shard -> Stores.REDIS.sync().smembers(new LiveKeys(pipeline.version, shard).idle()))
                .toList();
    }

    @Test
    @DisplayName(
            "Partitions read to their end that bring nothing for the timeout are idle in both stores, empty ones are ignored")
    void fallSilent() {
        try (TestPipeline pipeline = TestPipeline.create("silent", 3, SHARDS, manifest("PT0.4S"))) {
            pipeline.send(events(0, 0, 100));
            pipeline.send(events(1, 0, 900));
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
                Waiting.until(
                        () -> idleInLive(pipeline).equals(List.of(Set.of("0", "1"), Set.of("0", "1"))),
                        () -> "both idle: " + idleInLive(pipeline) + ", " + pipeline.ledger());
                assertEquals(
                        List.of(true, true, false),
                        pipeline.ledger().values().stream()
                                .map(LedgerEntry::idle)
                                .toList());
                assertEquals(second(899), watermark(pipeline), "all idle: the newest counts");
                // The first partition stays silent: the watermark follows the other one, idle again or not.
                pipeline.send(events(1, 900, 1_000));
                pipeline.awaitCaughtUp(processor);
                assertEquals(second(999), watermark(pipeline));
                Waiting.until(
                        () -> pipeline.ledger().values().stream()
                                .filter(entry -> entry.key().partition() < 2)
                                .allMatch(LedgerEntry::idle),
                        () -> "both idle again: " + pipeline.ledger());
            }
        }
    }

    @Test
    @DisplayName(
            "An idle partition that comes back with older events holds the watermark again, and evicted windows stay gone")
    void comeBack() {
        List<GeneratedEvent> early = new ArrayList<>(events(0, 0, 100));
        early.addAll(events(1, 0, 100));
        List<GeneratedEvent> ahead = events(1, 100, 900);
        List<GeneratedEvent> older = events(0, 100, 880);
        try (TestPipeline pipeline = TestPipeline.create("back", 2, SHARDS, manifest("PT1H"))) {
            pipeline.send(early);
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            assertEquals(second(99), watermark(pipeline));
            // What an owner does once the timeout has passed, which no test waits for.
            assertInstanceOf(
                    Outcome.Done.class,
                    new PostgresSinkLedger(Stores.POSTGRES).markIdle(new LedgerKey(pipeline.version, 0), 100, true));
            for (int shard = 0; shard < SHARDS; shard++) {
                Stores.REDIS.sync().sadd(new LiveKeys(pipeline.version, shard).idle(), "0");
            }
            try (VersionProcessor processor = pipeline.start("b")) {
                pipeline.send(ahead);
                pipeline.awaitCaughtUp(processor);
                assertEquals(second(899), watermark(pipeline), "the idle partition does not hold it back");
                // All that lives of the windows that were evicted must not begin again, half empty.
                pipeline.send(older);
                pipeline.awaitCaughtUp(processor);
                assertEquals(second(879), watermark(pipeline), "it may fall");
                assertEquals(List.of(Set.of(), Set.of()), idleInLive(pipeline));
            }
            List<GeneratedEvent> all = new ArrayList<>(early);
            all.addAll(ahead);
            all.addAll(older);
            assertEquals(PlainEvaluation.of(all).byChannel, HistoryContent.aggregated(pipeline, 0));
            long horizon = GeneratedEvent.BEGIN + 899_000 - BOUND.toMillis() - MINUTE;
            assertEquals(
                    visible(PlainEvaluation.of(all).byChannel, horizon),
                    visible(LiveContent.aggregated(pipeline, 0), horizon),
                    "what is visible is whole");
            long evicted = GeneratedEvent.BEGIN + 8 * MINUTE;
            assertEquals(
                    Map.of(), until(LiveContent.aggregated(pipeline, 0), evicted), "what had gone did not begin again");
        }
    }

    private static Map<String, List<String>> visible(Map<String, List<String>> groups, long horizon) {
        Map<String, List<String>> visible = new TreeMap<>(groups);
        visible.keySet().removeIf(group -> start(group) + MINUTE <= horizon);
        return visible;
    }

    private static Map<String, List<String>> until(Map<String, List<String>> groups, long end) {
        Map<String, List<String>> old = new TreeMap<>(groups);
        old.keySet().removeIf(group -> start(group) >= end);
        return old;
    }

    private static long start(String group) {
        return Long.parseLong(group.substring(0, group.indexOf('|')));
    }
}
