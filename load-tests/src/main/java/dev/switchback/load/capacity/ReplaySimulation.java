package dev.switchback.load.capacity;

import dev.switchback.load.capacity.Outlook.CatchesUp;
import dev.switchback.load.capacity.Outlook.Never;
import java.util.ArrayList;
import java.util.List;

/**
 * A replay in small steps of time: each partition has a backlog that grows by what arrives and shrinks by what its thread takes. Threads keep
 * their partitions and share themselves among those that have a backlog; what all share (throttle, stores, broker) is divided in proportion to
 * what they could take.
 */
public final class ReplaySimulation {
    private static final int STEPS = 20_000;
    private static final int POINTS = 400;
    /** How long a replay is watched that does not seem to get anywhere. */
    private static final double PATIENCE_SECONDS = 10 * 86_400.0;

    private final GrowingLog log;
    private final Capacity capacity;
    private final double[] backlog;
    private final List<Point> course = new ArrayList<>();

    private ReplaySimulation(GrowingLog log, Capacity capacity) {
        this.log = log;
        this.capacity = capacity;
        this.backlog = new double[log.partitions()];
        for (int partition = 0; partition < backlog.length; partition++) {
            backlog[partition] = log.events() * log.share(partition);
        }
    }

    /** @param backlog events that are not taken yet, over all partitions */
    public record Point(double seconds, double backlog) {}

    /** @param course backlog over time, some hundred points */
    public record Result(Outlook outlook, List<Point> course) {
        public Result {
            course = List.copyOf(course);
        }
    }

    /** Runs until every partition is at its end, or long enough to see that this does not come. */
    public static Result run(GrowingLog log, Capacity capacity) {
        ClosedForm form = new ClosedForm(log, capacity);
        double horizon = switch (form.outlook()) {
            // With a busier partition or a swinging arrival it takes longer than the arithmetic says.
            case CatchesUp(double seconds) -> Math.max(4 * seconds, log.swing() > 0 ? seconds + 2 * 86_400 : 1);
            case Never _ -> PATIENCE_SECONDS;
        };
        return new ReplaySimulation(log, capacity).run(horizon, form);
    }

    private Result run(double horizon, ClosedForm form) {
        double step = horizon / STEPS;
        course.add(new Point(0, total()));
        for (int i = 0; i < STEPS; i++) {
            double from = i * step;
            double taken = advance(from, step);
            if (i % (STEPS / POINTS) == 0) {
                course.add(new Point(from + step, total()));
            }
            if (taken > 0 && total() == 0) {
                course.add(new Point(from + step, 0));
                return new Result(new CatchesUp(from + step), course);
            }
        }
        return new Result(new Never(form.limit()), course);
    }

    /** Lets a step of time pass; returns how many events were taken in it. */
    private double advance(double from, double step) {
        double arriving = log.arriving(from) * step;
        for (int partition = 0; partition < backlog.length; partition++) {
            backlog[partition] += arriving * log.share(partition);
        }
        // The start may end within the step.
        double working = Math.min(step, Math.max(0, from + step - capacity.startSeconds()));
        double[] wanted = wanted(capacity.threadPerSecond() * working);
        double all = sum(wanted);
        if (all == 0) {
            return 0;
        }
        double allowed = Math.min(1, capacity.shared(log.arriving(from)) * working / all);
        for (int partition = 0; partition < backlog.length; partition++) {
            double rest = backlog[partition] - wanted[partition] * allowed;
            // What is less than a thousandth of an event is the arithmetic's.
            backlog[partition] = rest < 1e-3 ? 0 : rest;
        }
        return all * allowed;
    }

    /** What each partition's thread could take of it: the backlogs of a thread are filled evenly up to what the thread can do. */
    private double[] wanted(double ofThread) {
        double[] wanted = new double[backlog.length];
        int threads = Math.min(capacity.threads(), backlog.length);
        for (int thread = 0; thread < threads; thread++) {
            double left = ofThread;
            int waiting = waiting(thread, threads, wanted);
            while (left > 1e-9 && waiting > 0) {
                double each = left / waiting;
                for (int partition = thread; partition < backlog.length; partition += threads) {
                    double more = Math.min(each, backlog[partition] - wanted[partition]);
                    wanted[partition] += more;
                    left -= more;
                }
                waiting = waiting(thread, threads, wanted);
            }
        }
        return wanted;
    }

    private int waiting(int thread, int threads, double[] wanted) {
        int waiting = 0;
        for (int partition = thread; partition < backlog.length; partition += threads) {
            if (backlog[partition] - wanted[partition] > 1e-9) {
                waiting++;
            }
        }
        return waiting;
    }

    private double total() {
        return sum(backlog);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
