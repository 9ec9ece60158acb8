package dev.switchback.load.arrival;

import dev.switchback.load.replay.ReplayRun;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.KafkaAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Replays at a throttle, which makes their rate known on any machine, while events arrive at another; each in a topic of its own. */
public final class ArrivalBench {
    /**
     * A replay has caught up once both stores hold, of every partition, what was in the log so long before: about what the live version
     * of an unhurried pipeline is behind, since ClickHouse is written to every second or two.
     */
    public static final Duration BEHIND = Duration.ofSeconds(2);

    private static final int PARTITIONS = 4;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LOOKS_PER_STATUS = 10;

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final ReplayRun.Positions positions;
    private final ExecutorService threads;
    private final String manifest;
    private int runs;

    /**
     * @param threads runs one at once
     * @param manifest of a pipeline and a topic {@code freshness}, which are renamed
     */
    public ArrivalBench(
            KafkaAddress kafka,
            AdminClient admin,
            ReplayRun.Positions positions,
            ExecutorService threads,
            String manifest) {
        this.kafka = kafka;
        this.admin = admin;
        this.positions = positions;
        this.threads = threads;
        this.manifest = manifest;
    }

    /**
     * What was measured.
     *
     * @param log events in the log when the replay was requested
     * @param arrivingPerSecond that were really written meanwhile
     * @param startSeconds from the request until both stores held first events
     * @param seconds from the request until it had caught up
     */
    public record Result(long log, double arrivingPerSecond, double startSeconds, double seconds) {}

    /** Where the log ended at a time by {@link System#nanoTime()}. */
    private record End(long nanoTime, long[] offsets) {
        long total() {
            return Arrays.stream(offsets).sum();
        }
    }

    /**
     * Measures once.
     *
     * @param events in the log before any arrive
     * @param arriving events a second
     * @param throttle events a second that the replay may take, more than arrive
     * @param patience after which it is given up
     */
    public Result run(long events, int arriving, long throttle, Duration patience) {
        String pipeline = "arrival_" + ++runs;
        try (SteadyArrival arrival = new SteadyArrival(kafka, pipeline, PARTITIONS)) {
            arrival.write(events);
            int version = admin.register(pipeline, manifest.replace("freshness", pipeline))
                    .path("version")
                    .asInt();
            Future<?> writing = threads.submit(() -> arrival.arrive(arriving));
            try {
                return replay(new VersionId(pipeline, version), arrival, throttle, patience);
            } finally {
                arrival.stop();
                join(writing);
            }
        }
    }

    private Result replay(VersionId version, SteadyArrival arrival, long throttle, Duration patience) {
        End requested = new End(System.nanoTime(), arrival.ends());
        String id = admin.startReplay(
                        version.pipeline(),
                        version.number(),
                        false,
                        Map.of("throttle", Map.of("events_per_second", throttle)))
                .path("id")
                .asString();
        Deque<End> earlier = new ArrayDeque<>();
        double start = 0;
        End now = requested;
        for (long look = 1; !isCaughtUp(earlier, now, version); look++) {
            if (look % LOOKS_PER_STATUS == 0) {
                requireNotFailed(admin.replay(version.pipeline(), id), now.nanoTime - requested.nanoTime, patience);
            }
            LockSupport.parkNanos(POLL_NANOS);
            now = new End(System.nanoTime(), arrival.ends());
            earlier.addLast(now);
            if (start == 0 && sum(positions.stored(version)) > 0) {
                start = seconds(requested, now);
            }
        }
        double seconds = seconds(requested, now);
        admin.abort(version.pipeline(), id);
        return new Result(requested.total(), (now.total() - requested.total()) / seconds, start, seconds);
    }

    /** Forgets the ends that are older than the one that counts. */
    private boolean isCaughtUp(Deque<End> earlier, End now, VersionId version) {
        End counts = null;
        while (!earlier.isEmpty() && now.nanoTime - earlier.getFirst().nanoTime >= BEHIND.toNanos()) {
            counts = earlier.removeFirst();
        }
        if (counts == null) {
            return false;
        }
        earlier.addFirst(counts);
        Map<Integer, Long> stored = positions.stored(version);
        for (int partition = 0; partition < counts.offsets.length; partition++) {
            if (stored.getOrDefault(partition, 0L) < counts.offsets[partition]) {
                return false;
            }
        }
        return true;
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static double seconds(End from, End to) {
        return (to.nanoTime - from.nanoTime) / 1e9;
    }

    private static void requireNotFailed(ReplayStatus status, long nanos, Duration patience) {
        if (status.failed() || nanos > patience.toNanos()) {
            throw new UserException("The replay has not caught up after " + TimeUnit.NANOSECONDS.toSeconds(nanos)
                    + " s; it is " + status.state() + (status.problem().isEmpty() ? "." : ": " + status.problem()));
        }
    }

    private static void join(Future<?> writing) {
        try {
            writing.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e.getCause());
        }
    }
}
