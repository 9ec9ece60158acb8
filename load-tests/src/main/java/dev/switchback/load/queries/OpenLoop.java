package dev.switchback.load.queries;

import dev.switchback.load.queries.Recorder.Figures;
import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Asks at fixed times, whatever became of earlier questions, over some connections in turn. A response time begins when the question was due,
 * not when a connection was free for it, so that a stall of the server counts for all that should have been asked meanwhile (no coordinated
 * omission). It runs in this JVM, which is warm, and costs it some ten microseconds a question. One call at a time.
 */
final class OpenLoop {
    private static final int CONNECTIONS = 16;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;
    private static final int GOOD = 200;

    private final URI server;
    private final List<byte[]> requests;
    private final double perSecond;
    private final Executor threads;

    /** @param threads makes a thread per task */
    OpenLoop(URI server, QueryKind kind, Executor threads) {
        this.server = server;
        this.perSecond = kind.perSecond();
        this.threads = threads;
        this.requests = new ArrayList<>();
        for (int key = 0; key < kind.keys(); key++) {
            requests.add(PlainConnection.request(server, kind.path(key)));
        }
    }

    /**
     * Asks.
     *
     * @param warmUp before what counts
     * @throws UserException where the server cannot be asked at all
     */
    Figures run(Duration warmUp, Duration length) {
        Recorder recorder = new Recorder(LONGEST_NANOS, DIGITS);
        AtomicLong failed = new AtomicLong();
        long began = System.nanoTime();
        long counts = began + warmUp.toNanos();
        long ends = counts + length.toNanos();
        double step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (PlainConnection connection = PlainConnection.open(server)) {
                            long due;
                            for (long turn = first;
                                    (due = began + Math.round(turn * step)) < ends;
                                    turn += CONNECTIONS) {
                                await(due);
                                boolean good = connection.ask(next()) == GOOD;
                                if (due >= counts) {
                                    recorder.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - due));
                                    failed.addAndGet(good ? 0 : 1);
                                }
                            }
                        } catch (IOException e) {
                            throw new UserException("The queries at " + server + " broke off: " + e.getMessage(), e);
                        }
                    },
                    threads));
        }
        join(all);
        return figures(recorder.getIntervalHistogram(), failed.get());
    }

    private static void join(List<CompletableFuture<Void>> all) {
        try {
            all.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UserException told ? told : e;
        }
    }

    private static Figures figures(Histogram histogram, long failed) {
        return new Figures(
                histogram.getTotalCount(),
                failed,
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6);
    }

    private byte[] next() {
        return requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
    }

    private static void await(long due) {
        long left;
        while ((left = due - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
