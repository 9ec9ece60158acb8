package dev.switchback.processor.aggregate;

import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a range of offsets of one partition makes by itself: parts of the view's sessions, which are merged with what other
 * ranges and partitions bring. Not thread-safe.
 */
public final class SessionDelta {
    private final GroupCodec codec;
    private final long gap;
    private final ViewStates states;
    /** Per key: the start of each session, and its number. Sessions of a key are further apart than the gap. */
    private final Map<String, NavigableMap<Long, Integer>> keys = new HashMap<>();

    private long[] lasts = new long[64];
    private long[] events = new long[64];
    private int numbers;
    private int live;

    /** @param view one of sessions */
    public SessionDelta(ViewPlan.Aggregate view) {
        this.codec = GroupCodec.of(view);
        this.gap = view.session().orElseThrow().gap().toMillis();
        this.states = new ViewStates(view.states(), StateColumn::ofSession);
        states.reserve(lasts.length);
    }

    /** Takes each session. */
    @FunctionalInterface
    public interface Taker {
        /**
         * @param key text of the session's key (see {@link GroupCodec})
         * @param start event time of its first event, epoch milliseconds
         * @param last of its last event
         * @param states one value per state of the view
         */
        void take(String key, long start, long last, long events, List<@Nullable Object> states);
    }

    /** @param event one that the view keeps */
    public void add(ViewEvent event) {
        long time = event.window(0);
        NavigableMap<Long, Integer> sessions =
                keys.computeIfAbsent(codec.encode(event.output()), key -> new TreeMap<>());
        int session = -1;
        long start = time;
        long last = time;
        Map.Entry<Long, Integer> near = sessions.floorEntry(time + gap);
        while (near != null && lasts[near.getValue()] >= time - gap) {
            start = Math.min(start, near.getKey());
            last = Math.max(last, lasts[near.getValue()]);
            session = session < 0 ? near.getValue() : joined(session, near.getValue());
            sessions.remove(near.getKey());
            near = sessions.floorEntry(near.getKey());
        }
        if (session < 0) {
            session = next();
        }
        sessions.put(start, session);
        lasts[session] = last;
        events[session]++;
        states.add(session, event.output());
    }

    private int joined(int session, int other) {
        states.merge(session, other);
        events[session] += events[other];
        live--;
        return session;
    }

    private int next() {
        if (numbers == lasts.length) {
            lasts = Arrays.copyOf(lasts, numbers * 2);
            events = Arrays.copyOf(events, numbers * 2);
            states.reserve(lasts.length);
        }
        events[numbers] = 0;
        live++;
        return numbers++;
    }

    /** Whether an event can be added without any state leaving its range; an empty delta has room for every event. */
    public boolean hasRoom(@Nullable Object[] output) {
        return states.hasRoom(output);
    }

    /** Number of sessions. */
    public int size() {
        return live;
    }

    /** Sessions and single values kept; what a batch is bounded by. */
    public int weight() {
        return numbers + states.extraValues();
    }

    public void forEach(Taker taker) {
        keys.forEach((key, sessions) -> sessions.forEach((start, session) -> {
            List<@Nullable Object> values = new ArrayList<>(states.count());
            for (int i = 0; i < states.count(); i++) {
                values.add(states.value(session, i));
            }
            taker.take(key, start, lasts[session], events[session], values);
        }));
    }

    public void clear() {
        states.clear(numbers);
        keys.clear();
        numbers = 0;
        live = 0;
    }
}
