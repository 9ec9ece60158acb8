package dev.switchback.processor.aggregate;

import dev.switchback.views.plan.AggregateState;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The states of all groups of one view, a column each, fed from a row program's output. Not thread-safe. */
final class ViewStates {
    /** Stands in for the argument of COUNT(*), which has none. */
    static final Object COUNTED = true;

    private final StateColumn[] columns;
    private final int[] arguments;
    /** Output slots of what arguments are chosen by, or -1. */
    private final int[] chosenBy;

    ViewStates(List<AggregateState> states, Function<AggregateState, StateColumn> column) {
        this.columns = states.stream().map(column).toArray(StateColumn[]::new);
        this.arguments = states.stream().mapToInt(AggregateState::argument).toArray();
        this.chosenBy = states.stream().mapToInt(AggregateState::by).toArray();
    }

    int count() {
        return columns.length;
    }

    /** Whether an event can be added without any state leaving its range; empty states have room for every event. */
    boolean hasRoom(@Nullable Object[] output) {
        for (int i = 0; i < columns.length; i++) {
            if (arguments[i] >= 0 && !columns[i].hasRoom(output[arguments[i]])) {
                return false;
            }
        }
        return true;
    }

    void reserve(int capacity) {
        for (StateColumn column : columns) {
            column.reserve(capacity);
        }
    }

    /** Adds an event to its group. */
    void add(int group, @Nullable Object[] output) {
        for (int i = 0; i < columns.length; i++) {
            Object argument = arguments[i] < 0 ? COUNTED : output[arguments[i]];
            if (chosenBy[i] < 0) {
                columns[i].add(group, argument);
            } else {
                columns[i].add(group, argument, output[chosenBy[i]]);
            }
        }
    }

    /** Adds to a group what another one has. */
    void merge(int group, int other) {
        for (StateColumn column : columns) {
            column.merge(group, column.value(other));
        }
    }

    /** See {@link StateColumn#value}. */
    @Nullable
    Object value(int group, int state) {
        return columns[state].value(group);
    }

    /** Single values kept beside the groups. */
    int extraValues() {
        int values = 0;
        for (StateColumn column : columns) {
            values += column.extraValues();
        }
        return values;
    }

    void clear(int groups) {
        for (StateColumn column : columns) {
            column.clear(groups);
        }
    }
}
