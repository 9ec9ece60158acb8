package dev.switchback.standalone.bench;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.load.TopicLoader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long after it was sent an event shows in the live answers, while many others arrive. */
public final class FreshnessBench {
    public static final String PIPELINE = "freshness";
    public static final int PARTITIONS = 4;

    private static final int PROBERS = 6;
    /** Samples of each prober that do not count: the processor's JVM is new. */
    private static final int WARM_UP = 10;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String kafka;
    private final URI queryServer;
    private final Http http;
    private final ExecutorService threads;
    private volatile boolean over;

    /** @param threads makes a thread per task */
    public FreshnessBench(String kafka, URI queryServer, Http http, ExecutorService threads) {
        this.kafka = kafka;
        this.queryServer = queryServer;
        this.http = http;
        this.threads = threads;
    }

    /**
     * What was measured, from before the event was handed to the producer until an answer held it.
     *
     * @param eventsPerSecond that were really written beside the samples
     */
    public record Result(int samples, double eventsPerSecond, double medianMillis, double p99Millis) {}

    /** @param perSecond events a second beside the samples */
    public Result run(int samples, int perSecond) {
        long started = System.nanoTime();
        Future<Long> background = threads.submit(() -> write(perSecond));
        List<Future<List<Long>>> probers = new ArrayList<>();
        for (int i = 0; i < PROBERS; i++) {
            int prober = i;
            int share = samples / PROBERS + (prober < samples % PROBERS ? 1 : 0);
            probers.add(threads.submit(() -> probe(prober, share)));
        }
        List<Long> nanos = new ArrayList<>();
        probers.forEach(prober -> nanos.addAll(join(prober)));
        over = true;
        double rate = join(background) / ((System.nanoTime() - started) / 1e9);
        nanos.sort(null);
        return new Result(samples, rate, millis(nanos, 0.5), millis(nanos, 0.99));
    }

    private static double millis(List<Long> sortedNanos, double quantile) {
        int index = (int) Math.ceil(quantile * sortedNanos.size()) - 1;
        return sortedNanos.get(Math.max(0, index)) / 1e6;
    }

    private long write(int perSecond) {
        long written = 0;
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            long started = System.nanoTime();
            while (!over) {
                long due = (System.nanoTime() - started) * perSecond / TimeUnit.SECONDS.toNanos(1);
                for (; written < due; written++) {
                    loader.send(null, event("#c" + written % 51));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            loader.flush();
        }
        return written;
    }

    private static byte[] event(String channel) {
        return "{\"time\":\"%s\",\"channel\":\"%s\",\"added\":1,\"comment\":\"%s\"}"
                .formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), channel, "x".repeat(300))
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<Long> probe(int prober, int samples) {
        List<Long> nanos = new ArrayList<>();
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            for (int i = -WARM_UP; i < samples; i++) {
                String channel = "probe-" + prober + "-" + i;
                long sent = System.nanoTime();
                loader.send(null, event(channel));
                awaitAnswer(channel, sent);
                if (i >= 0) {
                    nanos.add(System.nanoTime() - sent);
                }
            }
        }
        return nanos;
    }

    private void awaitAnswer(String channel, long sent) {
        URI uri = URI.create(queryServer + "/v1/" + PIPELINE + "/channels_by_minute/live?channel=" + channel);
        while (http.get(uri).path("rows").isEmpty()) {
            if (System.nanoTime() - sent > PATIENCE.toNanos()) {
                throw new UserException("An event was not in the live answers after " + PATIENCE.toSeconds() + " s.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UserException told ? told : new IllegalStateException(e.getCause());
        }
    }
}
