package dev.switchback.standalone.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What all clients saw, and whether it may be (promise P5). */
final class ReadHistory {
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final Queue<Span> switches = new ConcurrentLinkedQueue<>();

    /**
     * One answer.
     *
     * @param start when the request was sent, on the monotonic clock that all clients share
     * @param end when its answer was there
     * @param undisturbed whether the server ran all the while
     */
    record Read(long start, long end, long epoch, int version, boolean undisturbed) {}

    /** From the order of a switch to its answer. */
    record Span(long start, long end) {}

    void add(Read read) {
        reads.add(read);
    }

    void add(Span span) {
        switches.add(span);
    }

    /**
     * What is wrong.
     *
     * @param versionOfEpoch as the controller answered the switches
     */
    List<String> faults(Map<Long, Integer> versionOfEpoch) {
        List<String> faults = new ArrayList<>();
        Read[] byStart = reads.toArray(Read[]::new);
        Read[] byEnd = byStart.clone();
        Arrays.sort(byStart, Comparator.comparingLong(Read::start));
        Arrays.sort(byEnd, Comparator.comparingLong(Read::end));
        long newest = 0;
        int ended = 0;
        for (Read read : byStart) {
            while (byEnd[ended].end() < read.start()) {
                newest = Math.max(newest, byEnd[ended].epoch());
                ended++;
            }
            if (read.epoch() < newest) {
                faults.add(read + " is older than epoch " + newest + ", which somebody had before");
            }
            if (read.version() != versionOfEpoch.getOrDefault(read.epoch(), 0)) {
                faults.add(read + " names another version than epoch " + read.epoch() + " has: " + versionOfEpoch);
            }
        }
        return faults;
    }

    /** 99th percentile in milliseconds of the answers that met a switch, or of those that met none; empty servers' answers aside. */
    double p99(boolean duringSwitches) {
        Span[] spans = switches.toArray(Span[]::new);
        long[] taken = reads.stream()
                .filter(read -> read.undisturbed() && meets(read, spans) == duringSwitches)
                .mapToLong(read -> read.end() - read.start())
                .sorted()
                .toArray();
        return taken.length == 0 ? 0 : taken[(int) Math.min(taken.length - 1, taken.length * 99L / 100)] / 1e6;
    }

    long count() {
        return reads.size();
    }

    private static boolean meets(Read read, Span[] spans) {
        // Switches come one after the other, so both ends are sorted.
        int low = 0;
        int high = spans.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (spans[middle].end() < read.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < spans.length && spans[low].start() <= read.end();
    }
}
