package dev.switchback.query.running;

import dev.switchback.views.reader.EpochFigures;
import dev.switchback.views.reader.LatencySteps;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How this server answered lately, per pipeline and for its newest epoch only: a version is judged by the epoch that it answers in, so that what
 * was before a switch is never held against what came after. Thread-safe.
 */
public final class QueryFigures {
    private static final long SLICE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int SLICES = EpochFigures.WINDOW_SECONDS / 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Epoch> pipelines = new HashMap<>();

    /** A query of this epoch ended; one of an earlier epoch than the newest is not counted. */
    public void ended(String pipeline, long epoch, boolean failed, Duration taken) {
        lock.lock();
        try {
            Epoch newest = pipelines.get(pipeline);
            if (newest == null || newest.number < epoch) {
                newest = new Epoch(epoch);
                pipelines.put(pipeline, newest);
            }
            if (newest.number == epoch) {
                newest.now().add(failed, taken);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of every pipeline that was ever asked for. */
    List<EpochFigures> recent() {
        lock.lock();
        try {
            return pipelines.entrySet().stream()
                    .map(entry -> entry.getValue().figures(entry.getKey()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private static final class Epoch {
        final long number;
        private final Deque<Slice> slices = new ArrayDeque<>();

        Epoch(long number) {
            this.number = number;
        }

        Slice now() {
            long index = System.nanoTime() / SLICE_NANOS;
            while (!slices.isEmpty() && slices.getFirst().index <= index - SLICES) {
                slices.removeFirst();
            }
            if (slices.isEmpty() || slices.getLast().index != index) {
                slices.addLast(new Slice(index));
            }
            return slices.getLast();
        }

        EpochFigures figures(String pipeline) {
            // Forgets what is too old.
            var _ = now();
            long answered = 0;
            long failed = 0;
            List<Long> latencies = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
            for (Slice slice : slices) {
                answered += slice.answered;
                failed += slice.failed;
                for (int step = 0; step < LatencySteps.COUNT; step++) {
                    latencies.set(step, latencies.get(step) + slice.latencies[step]);
                }
            }
            return new EpochFigures(pipeline, number, answered, failed, latencies);
        }
    }

    private static final class Slice {
        final long index;
        final long[] latencies = new long[LatencySteps.COUNT];
        long answered;
        long failed;

        Slice(long index) {
            this.index = index;
        }

        void add(boolean bad, Duration taken) {
            answered++;
            failed += bad ? 1 : 0;
            latencies[LatencySteps.of(taken)]++;
        }
    }
}
