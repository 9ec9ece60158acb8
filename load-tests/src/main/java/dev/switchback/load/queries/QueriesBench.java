package dev.switchback.load.queries;

import dev.switchback.load.queries.Recorder.Figures;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.GeneratedEdits;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The same load of live, historical and top-N queries: steady, beside a replay, and across switches to and fro. */
public final class QueriesBench {
    public static final String PIPELINE = "bench";
    /** The kind whose response times the goals are about. */
    public static final String LIVE = "live";

    private static final int PARTITIONS = 4;
    private static final long SEED = 20_150_912;
    private static final int CHANNELS = 50;
    private static final Duration OPEN_LOOP_WARM_UP = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaAddress kafka;
    private final AdminClient admin;
    private final URI queryServer;
    private final Gatling gatling;
    private final Executor threads;
    private final Consumer<String> progress;
    private String manifest = "";
    private int versions;

    /** @param threads makes a thread per task */
    public QueriesBench(
            KafkaAddress kafka,
            AdminClient admin,
            URI queryServer,
            Gatling gatling,
            Executor threads,
            Consumer<String> progress) {
        this.kafka = kafka;
        this.admin = admin;
        this.queryServer = queryServer;
        this.gatling = gatling;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * Queries a second.
     *
     * @param live point queries
     */
    public record Rates(double live, double historical, double top) {
        List<QueryKind> kinds() {
            return List.of(
                    new QueryKind(LIVE, live, CHANNELS, "/v1/" + PIPELINE + "/channels_by_hour/live?channel=$KEY"),
                    new QueryKind(
                            "historical",
                            historical,
                            CHANNELS,
                            "/v1/" + PIPELINE + "/channels_by_hour?step=PT1H&channel=$KEY"),
                    new QueryKind("top", top, 1, "/v1/" + PIPELINE + "/pages_by_minute/top?by=edits&n=10&windows=5"));
        }
    }

    /** Has two versions with the same views over the same log: the first answers, the second is ready. */
    public void prepare(long events, String text) {
        manifest = text;
        progress.accept("Writing " + events + " events");
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            new GeneratedEdits(SEED).forEach(events, loader::send);
            loader.flush();
        }
        progress.accept("Building two versions");
        Replays replays = new Replays(admin);
        replays.deploy(PIPELINE, nextManifest(), true, new Replays.Listener() {});
        replays.deploy(PIPELINE, nextManifest(), false, new Replays.Listener() {});
    }

    private String nextManifest() {
        return manifest.replace("SUM(added)", "SUM(added + " + versions++ + ")");
    }

    /** Only the one kind, asked of another server. */
    public Figures bare(URI server, double perSecond) {
        progress.accept("A bare read of Redis behind the same HTTP server");
        return live(
                gatling.run("bare", server.resolve("/"), List.of(new QueryKind(LIVE, perSecond, 1, server.getPath()))));
    }

    private static Figures live(Map<String, Figures> all) {
        Figures figures = all.get(LIVE);
        if (figures == null) {
            throw new IllegalStateException("the report has no " + LIVE + " queries: " + all.keySet());
        }
        return figures;
    }

    /** @param name of the report's folder */
    public Map<String, Figures> steady(String name, Rates rates) {
        progress.accept("Queries, " + name);
        return gatling.run(name, queryServer, rates.kinds());
    }

    /**
     * Only live point queries, by a generator that costs next to nothing and counts from when each was due.
     *
     * @param server the query server, or the bare one
     */
    public Figures openLoop(URI server, double perSecond, Duration length) {
        boolean bare = !server.equals(queryServer);
        progress.accept("Open loop, " + (bare ? "a bare read of Redis" : "live point queries"));
        QueryKind kind = bare
                ? new QueryKind(LIVE, perSecond, 1, server.getPath())
                : new Rates(perSecond, 0, 0).kinds().getFirst();
        return new OpenLoop(server, kind, threads).run(OPEN_LOOP_WARM_UP, length);
    }

    /** Asks, while replays go on, one after the other, until it has been asked; each replay is removed again. */
    public <T> T besideReplays(Supplier<T> asking) {
        CompletableFuture<T> queries = CompletableFuture.supplyAsync(asking, threads);
        while (!queries.isDone()) {
            replayWhile(queries);
        }
        return queries.join();
    }

    private void replayWhile(CompletableFuture<?> queries) {
        int version = admin.register(PIPELINE, nextManifest()).path("version").asInt();
        String id = admin.startReplay(PIPELINE, version, false).path("id").asString();
        ReplayStatus status = admin.replay(PIPELINE, id);
        while (!queries.isDone() && !status.isReady()) {
            if (status.failed()) {
                throw new UserException("The replay " + status.state() + ": " + status.problem());
            }
            LockSupport.parkNanos(POLL.toNanos());
            status = admin.replay(PIPELINE, id);
        }
        admin.abort(PIPELINE, id);
        while (!status.state().equals("aborted")) {
            LockSupport.parkNanos(POLL.toNanos());
            status = admin.replay(PIPELINE, id);
        }
    }

    /** What was found across switches, and how many there were from the generator's start to its end. */
    public record Switched<T>(T found, int switches) {}

    /**
     * Asks, while the pipeline moves to and fro between both versions.
     *
     * @param pause from the end of a switch to the next order
     */
    public <T> Switched<T> acrossSwitches(Duration pause, Supplier<T> asking) {
        CompletableFuture<T> queries = CompletableFuture.supplyAsync(asking, threads);
        int switches = 0;
        while (!queries.isDone()) {
            long epoch = admin.pipeline(PIPELINE).path("epoch").asLong();
            // The first epoch is that of the first version.
            admin.switchTo(PIPELINE, epoch % 2 == 1 ? 2 : 1, epoch, Map.of());
            while (!queries.isDone() && admin.pipeline(PIPELINE).path("epoch").asLong() == epoch) {
                LockSupport.parkNanos(POLL.toNanos());
            }
            switches++;
            LockSupport.parkNanos(pause.toNanos());
        }
        return new Switched<>(queries.join(), switches);
    }
}
