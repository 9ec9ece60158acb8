package dev.switchback.load.freshness;

import dev.switchback.load.freshness.Watcher.Sighting;
import dev.switchback.load.report.Delays;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** How long after it was sent an event shows in the live and in the historical answers, while many others arrive and while a replay runs. */
public final class FreshnessBench {
    private static final String PIPELINE = "freshness";
    private static final int PARTITIONS = 4;
    private static final Duration LIVE_PAUSE = Duration.ofMillis(15);
    private static final Duration HISTORY_PAUSE = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PAST = Duration.ofHours(1);

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final URI queryServer;
    private final Http http;
    private final ExecutorService threads;
    private final Consumer<String> progress;
    private final Duration protect;
    private String manifest = "";
    private int versions;

    /**
     * @param threads makes a thread per task
     * @param protect how far the live version may fall behind beside a protected replay
     */
    public FreshnessBench(
            KafkaAddress kafka,
            AdminClient admin,
            URI queryServer,
            Http http,
            ExecutorService threads,
            Consumer<String> progress,
            Duration protect) {
        this.kafka = kafka;
        this.admin = admin;
        this.queryServer = queryServer;
        this.http = http;
        this.threads = threads;
        this.progress = progress;
        this.protect = protect;
    }

    /**
     * What was measured, from before an event was handed to its producer until an answer held it.
     *
     * @param eventsPerSecond that were really written
     * @param replayedPerSecond events a second that the replay took, from its request on; 0 without one
     * @param live delays of events sent from the request of the replay on
     * @param starting those of them that were sent before the replay told of a first event: mostly while its processor starts; empty without a
     *     replay
     */
    public record Result(
            Beside beside,
            int rate,
            double eventsPerSecond,
            double replayedPerSecond,
            Delays live,
            Delays history,
            Optional<Delays> starting) {}

    /** When a replay ran, by {@link System#nanoTime()}. */
    private record Run(long requested, long began, long ended, long replayed) {
        double perSecond() {
            return replayed
                    / ((ended - requested) / (double) Duration.ofSeconds(1).toNanos());
        }
    }

    /**
     * Writes the log that replays read, and has the first version answer.
     *
     * @param events in the log
     * @param text the manifest, with {@code SUM(added)}, which later versions count otherwise
     * @param warmUpRate events a second of a measurement that does not count, since the processor's JVM is new
     */
    public void prepare(long events, String text, int warmUpRate) {
        manifest = text;
        progress.accept("Writing " + events + " events for replays to read");
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        Instant first = Instant.now().minus(PAST);
        long step = PAST.toNanos() / events;
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            for (long i = 0; i < events; i++) {
                loader.send(null, Background.event(first.plusNanos(i * step), Background.channel(i)));
            }
            loader.flush();
        }
        progress.accept("Building version 1");
        new Replays(admin).deploy(PIPELINE, nextManifest(), true, new Replays.Listener() {});
        progress.accept("Warming up");
        run(Beside.REPLAY, warmUpRate, WARM_UP);
    }

    private String nextManifest() {
        return manifest.replace("SUM(added)", "SUM(added + " + versions++ + ")");
    }

    /**
     * Measures once.
     *
     * @param perSecond events a second beside the probes
     * @param length how long; ends sooner where the replay has read all there is
     */
    public Result run(Beside beside, int perSecond, Duration length) {
        Background background = new Background(kafka, PIPELINE, perSecond);
        Probes probes = new Probes(kafka, PIPELINE, PARTITIONS, "probe-" + System.nanoTime());
        Future<?> writing = threads.submit(background);
        Future<?> probing = threads.submit(probes);
        List<Future<List<Sighting>>> live = watch(probes, "/live?windows=10&channel=", LIVE_PAUSE);
        List<Future<List<Sighting>>> history = watch(probes, "?step=all&measures=edits&channel=", HISTORY_PAUSE);
        Run run;
        try {
            run = beside.isReplay() ? replay(beside, length) : idle(length);
        } finally {
            background.stop();
            probes.stop();
        }
        join(writing);
        join(probing);
        List<Sighting> seen = join(live);
        LongPredicate isDuring = sent -> sent >= run.requested;
        LongPredicate isStart = sent -> sent >= run.requested && sent < run.began;
        return new Result(
                beside,
                perSecond,
                background.reachedPerSecond(),
                run.perSecond(),
                delays(seen, isDuring),
                delays(join(history), isDuring),
                beside.isReplay() ? Optional.of(delays(seen, isStart)) : Optional.empty());
    }

    private List<Future<List<Sighting>>> watch(Probes probes, String question, Duration pause) {
        List<Future<List<Sighting>>> watchers = new ArrayList<>();
        for (int partition = 0; partition < probes.partitions(); partition++) {
            URI uri = URI.create(
                    queryServer + "/v1/" + PIPELINE + "/channels_by_minute" + question + probes.channel(partition));
            watchers.add(threads.submit(new Watcher(http, uri, pause, probes, partition)));
        }
        return watchers;
    }

    private static Delays delays(List<Sighting> seen, LongPredicate sentWithin) {
        return new Delays(seen.stream()
                .filter(one -> sentWithin.test(one.sentAt()))
                .map(Sighting::delay)
                .toList());
    }

    private static Run idle(Duration length) {
        long began = System.nanoTime();
        await(began, length);
        return new Run(began, began, System.nanoTime(), 0);
    }

    /** Runs a replay until its time is over or it has read everything, and removes what it built. */
    private Run replay(Beside beside, Duration length) {
        int version = admin.register(PIPELINE, nextManifest()).path("version").asInt();
        long requested = System.nanoTime();
        String id = admin.startReplay(PIPELINE, version, false, beside.conditions(protect))
                .path("id")
                .asString();
        ReplayStatus status = admin.replay(PIPELINE, id);
        while (status.done() == 0) {
            status = next(id, requested);
        }
        long began = System.nanoTime();
        while (status.state().equals("replaying") && System.nanoTime() - began < length.toNanos()) {
            status = next(id, began);
        }
        Run run = new Run(requested, began, System.nanoTime(), status.done());
        admin.abort(PIPELINE, id);
        while (!status.state().equals("aborted")) {
            status = admin.replay(PIPELINE, id);
            await(System.nanoTime(), POLL);
        }
        return run;
    }

    private ReplayStatus next(String id, long since) {
        await(System.nanoTime(), POLL);
        ReplayStatus status = admin.replay(PIPELINE, id);
        if (status.failed() || System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new UserException("The replay is " + status.state() + ": " + status.problem());
        }
        return status;
    }

    private static void await(long since, Duration length) {
        long left;
        while ((left = since + length.toNanos() - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<Sighting> join(List<Future<List<Sighting>>> watchers) {
        List<Sighting> all = new ArrayList<>();
        watchers.forEach(one -> all.addAll(join(one)));
        return all;
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e.getCause());
        }
    }
}
