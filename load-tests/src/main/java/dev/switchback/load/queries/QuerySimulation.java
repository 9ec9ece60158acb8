package dev.switchback.load.queries;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What Gatling runs in a JVM of its own: each kind of query at a rate of its own, whether or not earlier ones were answered (an open model).
 * It is told by system properties, since Gatling makes it.
 */
public final class QuerySimulation extends Simulation {
    static final String URL = "bench.url";
    static final String KINDS = "bench.kinds";
    static final String SECONDS = "bench.seconds";
    static final String WARM_UP = "bench.warm-up";
    static final String FIGURES = "bench.figures";

    private static final String STARTED = "started";

    private final Recorder recorder = new Recorder();
    private final long warmUpNanos;
    /** By {@link System#nanoTime()}; what is asked before belongs to the warm-up of this JVM. */
    private volatile long counts;

    /** Reads the properties; what {@code $KEY} stands for is chosen anew for each query. */
    public QuerySimulation() {
        Duration length = Duration.ofSeconds(Long.getLong(SECONDS, 10));
        Duration warmUp = Duration.ofSeconds(Long.getLong(WARM_UP, 0));
        warmUpNanos = warmUp.toNanos();
        List<PopulationBuilder> populations = new ArrayList<>();
        for (QueryKind kind : QueryKind.read(System.getProperty(KINDS, ""))) {
            populations.add(scenario(kind.name())
                    .exec(session -> session.set(STARTED, System.nanoTime()))
                    .exec(http(kind.name())
                            .get(session ->
                                    kind.path(ThreadLocalRandom.current().nextInt(kind.keys())))
                            .check(status().is(200)))
                    .exec(session -> {
                        long started = session.getLong(STARTED);
                        if (started - counts >= 0) {
                            recorder.record(kind.name(), System.nanoTime() - started, !session.isFailed());
                        }
                        return session;
                    })
                    .injectOpen(constantUsersPerSec(kind.perSecond()).during(warmUp.plus(length))));
        }
        setUp(populations)
                .protocols(http.baseUrl(System.getProperty(URL, "http://localhost:8080"))
                        .shareConnections()
                        .disableCaching());
    }

    /** The first query follows. */
    @Override
    public void before() {
        counts = System.nanoTime() + warmUpNanos;
    }

    /** Writes what was found where it was told to. */
    @Override
    public void after() {
        recorder.write(Path.of(System.getProperty(FIGURES, "figures.json")));
    }
}
