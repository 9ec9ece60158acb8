package dev.switchback.query.live;

import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads all states of single groups of one view. */
final class GroupLookup {
    private final ViewPlan.Aggregate view;
    /** States in the groups' hash, by their position in the plan. */
    private final List<Integer> stored = new ArrayList<>();

    GroupLookup(ViewPlan.Aggregate view) {
        this.view = view;
        for (int state = 0; state < view.states().size(); state++) {
            if (!hasOwnKey(view.states().get(state))) {
                stored.add(state);
            }
        }
    }

    /** Whether each group has a key of its own for the state. */
    static boolean hasOwnKey(AggregateState state) {
        return switch (state.kind()) {
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT, QUANTILE -> true;
            case COUNT_ALL, COUNT, SUM, MIN, MAX, MOMENTS, ARG_MIN, ARG_MAX -> false;
        };
    }

    /** The field of a state in the groups' hash. */
    static String field(int state, String group) {
        return state + "|" + group;
    }

    /** Adds the commands that read one group in one window. */
    Places add(ShardRead read, String window, String group) {
        List<String> arguments = new ArrayList<>();
        arguments.add(read.keys().groups(view.name(), window));
        stored.forEach(state -> arguments.add(field(state, group)));
        arguments.add(LiveKeys.PRESENT + "|" + group);
        int hash = read.add("HMGET", arguments);
        Map<Integer, Integer> own = new HashMap<>();
        for (int state = 0; state < view.states().size(); state++) {
            String key = read.keys().distinct(view.name(), window, state, group);
            switch (view.states().get(state).kind()) {
                case QUANTILE -> own.put(state, read.add("HGETALL", key));
                case COUNT_DISTINCT -> own.put(state, read.add("SCARD", key));
                case APPROX_COUNT_DISTINCT -> own.put(state, read.add("PFCOUNT", key));
                case COUNT_ALL, COUNT, SUM, MIN, MAX, MOMENTS, ARG_MIN, ARG_MAX -> {}
            }
        }
        return new Places(window, group, hash, own);
    }

    /** The values of the states, in the plan's order; null where the group is not in the window. */
    @Nullable
    List<@Nullable Object> states(Replies replies, Places places) {
        @Nullable Object[] states = new @Nullable Object[view.states().size()];
        List<@Nullable String> texts = replies.texts(places.hash());
        boolean found = texts.getLast() != null;
        for (int i = 0; i < stored.size(); i++) {
            int state = stored.get(i);
            String text = texts.get(i);
            states[state] = value(view.states().get(state), text);
            found |= text != null;
        }
        for (Map.Entry<Integer, Integer> place : places.own().entrySet()) {
            int state = place.getKey();
            if (view.states().get(state).kind() == AggregateState.Kind.QUANTILE) {
                Map<String, String> counts = replies.pairs(place.getValue());
                states[state] = StoredState.buckets(counts);
                found |= !counts.isEmpty();
            } else {
                long size = replies.integer(place.getValue());
                states[state] = size;
                found |= size > 0;
            }
        }
        return found ? Arrays.asList(states) : null;
    }

    /** A count that was never written is zero. */
    static @Nullable Object value(AggregateState state, @Nullable String text) {
        if (text != null) {
            return StoredState.read(state, text);
        }
        return switch (state.kind()) {
            case COUNT_ALL, COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> 0L;
            case SUM, MIN, MAX, QUANTILE, MOMENTS, ARG_MIN, ARG_MAX -> null;
        };
    }

    /**
     * Where the replies for one group stand.
     *
     * @param own places of the states with keys of their own, by state
     */
    record Places(String window, String group, int hash, Map<Integer, Integer> own) {}
}
