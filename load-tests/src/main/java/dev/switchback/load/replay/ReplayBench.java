package dev.switchback.load.replay;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.load.GeneratedEdits;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** How fast a replay fills both stores, beside a bare consumer in the same run. */
public final class ReplayBench {
    private static final String PIPELINE = "bench";
    private static final int PARTITIONS = 4;
    private static final long SEED = 20_150_912;

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final ReplayRun replay;
    private final ExecutorService threads;
    private final Consumer<String> progress;

    /** @param threads runs two at once */
    public ReplayBench(
            KafkaAddress kafka,
            AdminClient admin,
            ReplayRun replay,
            ExecutorService threads,
            Consumer<String> progress) {
        this.kafka = kafka;
        this.admin = admin;
        this.replay = replay;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param seconds from the request of the replay until both stores held every event, the start of the processor's JVM included
     * @param firstSeconds from the request until both stores held first events
     * @param peakResidentBytes of the processor's JVM; empty where the system does not tell
     */
    public record Result(
            long events,
            double seconds,
            double firstSeconds,
            double bareConsumerSeconds,
            OptionalLong peakResidentBytes) {
        public double eventsPerSecond() {
            return events / seconds;
        }

        public double bareConsumerEventsPerSecond() {
            return events / bareConsumerSeconds;
        }

        /** Speed of the replay as a part of the bare consumer's. */
        public double ratio() {
            return eventsPerSecond() / bareConsumerEventsPerSecond();
        }
    }

    /**
     * Measures once.
     *
     * @param allViews whether the bare consumer keeps all three aggregates, or the first only
     * @param listener told while the replay runs
     */
    public Result run(long events, String manifest, boolean allViews, ReplayRun.Listener listener) {
        progress.accept("Writing " + events + " events into 4 partitions");
        Map<Integer, Long> ends = write(events);
        progress.accept("Bare consumer: two threads, Jackson's streaming parser, hash maps");
        double bare = bareConsumer(events, allViews);
        progress.accept("Replay: one processor JVM, ClickHouse and Redis");
        return replay(events, manifest, ends, bare, listener);
    }

    private Map<Integer, Long> write(long events) {
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            new GeneratedEdits(SEED).forEach(events, loader::send);
            loader.flush();
        }
        return TopicLoader.endOffsets(kafka, PIPELINE);
    }

    private double bareConsumer(long events, boolean allViews) {
        long started = System.nanoTime();
        List<Future<BareConsumer.Sums>> halves = Stream.of(0, 1)
                .map(half -> IntStream.range(0, PARTITIONS)
                        .filter(partition -> partition % 2 == half)
                        .mapToObj(partition -> new TopicPartition(PIPELINE, partition))
                        .toList())
                .map(partitions -> threads.submit(new BareConsumer(kafka, partitions, allViews)))
                .toList();
        long read = 0;
        for (Future<BareConsumer.Sums> half : halves) {
            read += join(half).edits();
        }
        if (read != events) {
            throw new IllegalStateException("the bare consumer read " + read + " events of " + events);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bare consumer failed", e);
        }
    }

    private Result replay(
            long events, String manifest, Map<Integer, Long> ends, double bareSeconds, ReplayRun.Listener listener) {
        VersionId version = new VersionId(
                PIPELINE, admin.register(PIPELINE, manifest).path("version").asInt());
        ReplayRun.Outcome outcome = replay.run(version, ends, listener);
        return new Result(events, outcome.seconds(), outcome.firstSeconds(), bareSeconds, outcome.peakResidentBytes());
    }
}
