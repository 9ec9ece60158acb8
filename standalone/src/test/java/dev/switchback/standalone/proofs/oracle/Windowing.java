package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a view cuts event time; all lengths in milliseconds. */
public sealed interface Windowing {
    /**
     * The FROM clause over a source.
     *
     * @param key columns by which the view groups
     */
    String from(String source, List<String> key);

    /** How many windows count an event. */
    int windowsOf(long time);

    /** The windows that one group's events are in, one event at least. */
    Map<Span, List<Event>> split(List<Event> events);

    /** @param end 0 where rows do not tell it */
    record Span(long start, long end) {}

    /** Windows that are there before any event is. */
    sealed interface Aligned extends Windowing {
        /** Starts of the windows that hold an event. */
        List<Long> starts(long time);

        @Override
        default int windowsOf(long time) {
            return starts(time).size();
        }

        @Override
        default Map<Span, List<Event>> split(List<Event> events) {
            Map<Span, List<Event>> windows = new LinkedHashMap<>();
            for (Event event : events) {
                for (long start : starts(event.time())) {
                    windows.computeIfAbsent(new Span(start, 0), span -> new ArrayList<>())
                            .add(event);
                }
            }
            return windows;
        }
    }

    /** One group for all time. */
    record None() implements Aligned {
        @Override
        public String from(String source, List<String> key) {
            return source;
        }

        @Override
        public List<Long> starts(long time) {
            return List.of(0L);
        }
    }

    /** Windows of one size that touch. */
    record Tumble(long size, long offset) implements Aligned {
        @Override
        public String from(String source, List<String> key) {
            return "TABLE(TUMBLE(TABLE " + source + ", DESCRIPTOR(" + Column.TIME + "), " + interval(size)
                    + shifted(offset) + "))";
        }

        @Override
        public List<Long> starts(long time) {
            return covering(time, size, size, offset);
        }
    }

    /** Windows that overlap. */
    record Hop(long size, long slide, long offset) implements Aligned {
        @Override
        public String from(String source, List<String> key) {
            return "TABLE(HOP(TABLE " + source + ", DESCRIPTOR(" + Column.TIME + "), " + interval(slide) + ", "
                    + interval(size) + shifted(offset) + "))";
        }

        @Override
        public List<Long> starts(long time) {
            return covering(time, size, slide, offset);
        }
    }

    /** Events of one key that follow each other by at most {@code gap}; a session ends a gap after its last event. */
    record Session(long gap) implements Windowing {
        @Override
        public String from(String source, List<String> key) {
            return "TABLE(SESSION(TABLE " + source + " PARTITION BY (" + String.join(", ", key) + "), DESCRIPTOR("
                    + Column.TIME + "), " + interval(gap) + "))";
        }

        @Override
        public int windowsOf(long time) {
            return 1;
        }

        @Override
        public Map<Span, List<Event>> split(List<Event> events) {
            Map<Span, List<Event>> sessions = new LinkedHashMap<>();
            List<Event> open = new ArrayList<>();
            for (Event event : events.stream()
                    .sorted(Comparator.comparingLong(Event::time))
                    .toList()) {
                if (!open.isEmpty() && event.time() - open.getLast().time() > gap) {
                    sessions.put(span(open), open);
                    open = new ArrayList<>();
                }
                open.add(event);
            }
            sessions.put(span(open), open);
            return sessions;
        }

        private Span span(List<Event> session) {
            return new Span(session.getFirst().time(), session.getLast().time() + gap);
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
