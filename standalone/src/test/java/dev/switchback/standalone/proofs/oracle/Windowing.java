package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.List;

/** How a view cuts event time; all lengths in milliseconds. */
public sealed interface Windowing {
    /** The FROM clause over a source. */
    String from(String source);

    /** Starts of the windows that hold an event. */
    List<Long> starts(long time);

    /** One group for all time. */
    record None() implements Windowing {
        @Override
        public String from(String source) {
            return source;
        }

        @Override
        public List<Long> starts(long time) {
            return List.of(0L);
        }
    }

    /** Windows of one size that touch. */
    record Tumble(long size, long offset) implements Windowing {
        @Override
        public String from(String source) {
            return "TABLE(TUMBLE(TABLE " + source + ", DESCRIPTOR(" + Column.TIME + "), " + interval(size)
                    + shifted(offset) + "))";
        }

        @Override
        public List<Long> starts(long time) {
            return covering(time, size, size, offset);
        }
    }

    /** Windows that overlap. */
    record Hop(long size, long slide, long offset) implements Windowing {
        @Override
        public String from(String source) {
            return "TABLE(HOP(TABLE " + source + ", DESCRIPTOR(" + Column.TIME + "), " + interval(slide) + ", "
                    + interval(size) + shifted(offset) + "))";
        }

        @Override
        public List<Long> starts(long time) {
            return covering(time, size, slide, offset);
        }
    }

    private static String shifted(long offset) {
        return offset == 0 ? "" : ", " + interval(offset);
    }

    /** Every start at which a window of {@code size} would hold {@code time}, found by trying. */
    private static List<Long> covering(long time, long size, long slide, long offset) {
        List<Long> starts = new ArrayList<>();
        long start = offset;
        while (start > time) {
            start -= slide * 1_000_000;
        }
        start += (time - start) / slide * slide;
        for (; start + size > time; start -= slide) {
            if (start <= time) {
                starts.add(start);
            }
        }
        return starts;
    }

    /** {@code INTERVAL '90' SECOND}, or with milliseconds. */
    static String interval(long millis) {
        return millis % 60_000 == 0
                ? "INTERVAL '" + millis / 60_000 + "' MINUTE"
                : "INTERVAL '" + millis / 1_000
                        + (millis % 1_000 == 0 ? "" : "." + String.format("%03d", millis % 1_000)) + "' SECOND";
    }
}
