package dev.switchback.processor.aggregate;

import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The states of single sessions of one view, as values. Not thread-safe. */
public final class SessionStates {
    private static final int GROUP = 0;

    private final List<StateColumn> columns;

    public SessionStates(ViewPlan.Aggregate view) {
        this.columns = view.states().stream().map(StateColumn::ofSession).toList();
        columns.forEach(column -> column.reserve(1));
    }

    /** The states of a session without events. */
    public List<@Nullable Object> empty() {
        columns.forEach(column -> column.clear(1));
        return values();
    }

    /** The states of a session that has the events of all; each as {@link SessionDelta} or this class made it. */
    public List<@Nullable Object> merged(List<List<@Nullable Object>> sessions) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).clear(1);
            for (List<@Nullable Object> session : sessions) {
                columns.get(i).merge(GROUP, session.get(i));
            }
        }
        return values();
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(column.value(GROUP)));
        return values;
    }
}
