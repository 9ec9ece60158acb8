package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.ViewDelta;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row per group: an aggregated view's deltas. */
final class AggregatedRows implements ViewRows {
    private final InsertTarget target;
    private final ViewDelta delta;
    private final List<Cell> cells;

    AggregatedRows(InsertTarget target, ViewPlan.Aggregate view) {
        this.target = target;
        this.delta = new ViewDelta(view);
        this.cells = cells(target.columns(), view);
    }

    /** Where a column's value comes from. */
    private interface Cell {
        @Nullable
        Object value(ViewDelta delta, int group, int cut);
    }

    private static List<Cell> cells(List<InsertColumn> columns, ViewPlan.Aggregate view) {
        List<Cell> cells = new ArrayList<>();
        int dimension = 0;
        int state = 0;
        for (InsertColumn column : columns) {
            if (dimension < view.dimensions().size()) {
                int position = dimension++;
                cells.add((delta, group, cut) -> delta.dimension(group, position));
                continue;
            }
            cells.add(
                    switch (column.name()) {
                        case HistoryNames.WINDOW_START -> (delta, group, cut) -> delta.window(group);
                        case HistoryNames.EVENTS -> (delta, group, cut) -> delta.events(group);
                        case HistoryNames.CUT -> (delta, group, cut) -> cut;
                        default -> {
                            int position = state++;
                            yield (delta, group, cut) -> delta.state(group, position);
                        }
                    });
        }
        return cells;
    }

    @Override
    public InsertTarget target() {
        return target;
    }

    @Override
    public boolean hasRoom(ViewEvent event) {
        return delta.hasRoom(event.output());
    }

    @Override
    public void add(ViewEvent event, int partition, long offset) {
        for (int i = 0; i < event.windows(); i++) {
            delta.add(delta.group(event, i), event.output());
        }
    }

    @Override
    public int weight() {
        return delta.weight();
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public void writeTo(RowBinary out, int cut) {
        for (int group = 0; group < delta.size(); group++) {
            for (int i = 0; i < cells.size(); i++) {
                out.write(target.columns().get(i), cells.get(i).value(delta, group, cut));
            }
        }
    }

    @Override
    public void clear() {
        delta.clear();
    }
}
