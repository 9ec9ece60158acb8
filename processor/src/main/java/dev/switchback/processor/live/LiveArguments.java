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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The deltas of one shard as arguments of the script. Per view and window: the view's number from 1, the window, the number of groups, the
 * number of arguments that follow; then per group its text and its operations, each {@code operation, state, value} or
 * {@code operation, state, n, value…}; for {@code buckets} {@code operation, state, n, bucket, count, bucket, count…}.
 */
final class LiveArguments {
    private LiveArguments() {}

    /** Appends the blocks of all windows in which the shard has events. */
    static void append(List<String> arguments, int viewNumber, LiveView view, int shard) {
        Map<Long, List<Integer>> groupsByWindow = new LinkedHashMap<>();
        ViewDelta delta = view.delta();
        for (int group = 0; group < delta.size(); group++) {
            if (view.shard(group) == shard && delta.events(group) > 0) {
                groupsByWindow
                        .computeIfAbsent(delta.window(group), w -> new ArrayList<>())
                        .add(group);
            }
        }
        groupsByWindow.forEach((window, groups) -> {
            arguments.add(String.valueOf(viewNumber));
            arguments.add(window == ViewDelta.NO_WINDOW ? LiveKeys.ALL_TIME : String.valueOf(window));
            arguments.add(String.valueOf(groups.size()));
            int lengthAt = arguments.size();
            arguments.add("");
            for (int group : groups) {
                appendGroup(arguments, view, group);
            }
            arguments.set(lengthAt, String.valueOf(arguments.size() - lengthAt - 1));
        });
    }

    private static void appendGroup(List<String> arguments, LiveView view, int group) {
        List<AggregateState> states = view.delta().view().states();
        arguments.add(view.text(group));
        int countAt = arguments.size();
        arguments.add("");
        int operations = 0;
        for (int i = 0; i < states.size(); i++) {
            AggregateState state = states.get(i);
            Object value = view.delta().state(group, i);
            if (value instanceof List<?> values) {
                if (!values.isEmpty()) {
                    operations++;
                    arguments.add(operation(state));
                    arguments.add(String.valueOf(i));
                    arguments.add(String.valueOf(values.size()));
                    values.forEach(each -> arguments.add(LiveValues.text(state.argumentType(), each)));
                }
            } else if (value instanceof BucketCounts counts) {
                operations++;
                arguments.add(operation(state));
                arguments.add(String.valueOf(i));
                arguments.add(String.valueOf(counts.size()));
                for (int bucket = 0; bucket < counts.size(); bucket++) {
                    arguments.add(String.valueOf(counts.bucket(bucket)));
                    arguments.add(String.valueOf(counts.count(bucket)));
                }
            } else if (value != null) {
                operations++;
                arguments.add(operation(state));
                arguments.add(String.valueOf(i));
                arguments.add(text(state, value));
            }
        }
        if (operations == 0) {
            // All its values are NULL: the group exists all the same.
            operations++;
            arguments.add("present");
            arguments.add(LiveKeys.PRESENT);
            arguments.add("1");
        }
        arguments.set(countAt, String.valueOf(operations));
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
