package dev.switchback.processor.live;

import dev.switchback.processor.aggregate.ViewDelta;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveValues;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The deltas of one shard as arguments of the script, in blocks of groups that are of one view and window and bring the same states: the view's
 * number from 1, the window, the number of groups, the number of arguments that follow; the number of single values and {@code operation, state}
 * of each; the number of sets and {@code operation, state} of each; then per group its text, its single values, and of each set {@code n, value…}
 * ({@code n, bucket, count, bucket, count…} where the operation is {@code buckets}).
 */
final class LiveArguments {
    private LiveArguments() {}

    /** Appends the blocks of all windows in which the shard has events. */
    static void append(List<String> arguments, int viewNumber, LiveView view, int shard) {
        Map<Long, Map<BitSet, List<Integer>>> groups = new LinkedHashMap<>();
        ViewDelta delta = view.delta();
        BitSet brought = new BitSet();
        for (int group = 0; group < delta.size(); group++) {
            if (view.shard(group) == shard && delta.events(group) > 0) {
                setBrought(brought, delta, group);
                Map<BitSet, List<Integer>> window =
                        groups.computeIfAbsent(delta.window(group), w -> new LinkedHashMap<>());
                List<Integer> alike = window.get(brought);
                if (alike == null) {
                    alike = new ArrayList<>();
                    window.put((BitSet) brought.clone(), alike);
                }
                alike.add(group);
            }
        }
        groups.forEach((window, blocks) -> blocks.forEach((states, block) -> {
            arguments.add(String.valueOf(viewNumber));
            arguments.add(window == ViewDelta.NO_WINDOW ? LiveKeys.ALL_TIME : String.valueOf(window));
            arguments.add(String.valueOf(block.size()));
            int lengthAt = arguments.size();
            arguments.add("");
            appendBlock(arguments, view, states, block);
            arguments.set(lengthAt, String.valueOf(arguments.size() - lengthAt - 1));
        }));
    }

    /** The states of which the group has something: not NULL, and not an empty set. */
    private static void setBrought(BitSet brought, ViewDelta delta, int group) {
        brought.clear();
        for (int i = 0; i < delta.view().states().size(); i++) {
            Object value = delta.state(group, i);
            brought.set(i, value != null && !(value instanceof List<?> values && values.isEmpty()));
        }
    }

    private static void appendBlock(List<String> arguments, LiveView view, BitSet brought, List<Integer> groups) {
        List<AggregateState> states = view.delta().view().states();
        int[] single = brought.stream()
                .filter(state -> !LiveLayout.isSet(states.get(state)))
                .toArray();
        int[] sets = brought.stream()
                .filter(state -> LiveLayout.isSet(states.get(state)))
                .toArray();
        if (brought.isEmpty()) {
            // All values of these groups are NULL: they exist all the same.
            arguments.addAll(List.of("1", "present", LiveKeys.PRESENT));
        } else {
            appendHead(arguments, states, single);
        }
        appendHead(arguments, states, sets);
        for (int group : groups) {
            arguments.add(view.text(group));
            if (brought.isEmpty()) {
                arguments.add("1");
            }
            for (int state : single) {
                arguments.add(text(states.get(state), value(view, group, state)));
            }
            for (int state : sets) {
                appendSet(arguments, states.get(state), value(view, group, state));
            }
        }
    }

    private static void appendHead(List<String> arguments, List<AggregateState> states, int[] which) {
        arguments.add(String.valueOf(which.length));
        for (int state : which) {
            arguments.add(operation(states.get(state)));
            arguments.add(String.valueOf(state));
        }
    }

    private static Object value(LiveView view, int group, int state) {
        return Objects.requireNonNull(view.delta().state(group, state));
    }

    private static void appendSet(List<String> arguments, AggregateState state, Object set) {
        switch (set) {
            case List<?> values -> {
                arguments.add(String.valueOf(values.size()));
                values.forEach(each -> arguments.add(LiveValues.text(state.argumentType(), each)));
            }
            case BucketCounts counts -> {
                arguments.add(String.valueOf(counts.size()));
                for (int bucket = 0; bucket < counts.size(); bucket++) {
                    arguments.add(String.valueOf(counts.bucket(bucket)));
                    arguments.add(String.valueOf(counts.count(bucket)));
                }
            }
            default -> throw new IllegalArgumentException(state + " is no set");
        }
    }

    private static String text(AggregateState state, Object value) {
        return switch (value) {
            case Moments moments -> moments.text();
            case Chosen chosen -> chosen.text(state.byType(), state.argumentType());
            default -> LiveValues.text(state.resultType(), value);
        };
    }

    /** Names of operations in the script. */
    private static String operation(AggregateState state) {
        return switch (state.kind()) {
            case COUNT_ALL, COUNT -> "add";
            case SUM ->
                switch (state.resultType().kind()) {
                    case DOUBLE -> "addDouble";
                    case DECIMAL -> "addDecimal";
                    case BOOLEAN, INTEGER, BIGINT, VARCHAR, TIMESTAMP -> "add";
                };
            case MIN -> "min" + order(state.resultType());
            case MAX -> "max" + order(state.resultType());
            case COUNT_DISTINCT -> "values";
            case APPROX_COUNT_DISTINCT -> "sketch";
            case QUANTILE -> "buckets";
            case MOMENTS -> "addMoments";
            case ARG_MIN -> "argMin" + order(state.byType()) + order(state.argumentType());
            case ARG_MAX -> "argMax" + order(state.byType()) + order(state.argumentType());
        };
    }

    private static String order(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER, BIGINT, DECIMAL, TIMESTAMP -> "Exact";
            case DOUBLE -> "Double";
            case BOOLEAN, VARCHAR -> "Text";
        };
    }
}
