package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.InsertColumn;
import java.util.Arrays;
import java.util.List;

/** One row per event, encoded when it comes; {@code _cut}, the last column, is added when the batch is written. */
final class PlainRows implements ViewRows {
    private final InsertTarget target;
    private final List<InsertColumn> columns;
    private final InsertColumn cutColumn;
    private final RowBinary rows = new RowBinary();
    private int[] ends = new int[64];
    private int count;

    PlainRows(InsertTarget target) {
        this.target = target;
        this.cutColumn = target.columns().getLast();
        this.columns = target.columns().subList(0, target.columns().size() - 1);
        if (!cutColumn.name().equals(HistoryNames.CUT)) {
            throw new IllegalArgumentException("the last column of " + target.table() + " is not _cut");
        }
    }

    @Override
    public InsertTarget target() {
        return target;
    }

    @Override
    public boolean hasRoom(ViewEvent event) {
        return true;
    }

    @Override
    public void add(ViewEvent event, int partition, long offset) {
        int values = columns.size() - 2;
        for (int i = 0; i < values; i++) {
            rows.write(columns.get(i), event.output()[i]);
        }
        rows.write(columns.get(values), partition);
        rows.write(columns.get(values + 1), offset);
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = rows.size();
    }

    @Override
    public int weight() {
        return count;
    }

    @Override
    public int bytes() {
        return rows.size();
    }

    @Override
    public void writeTo(RowBinary out, int cut) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            out.append(rows, from, ends[i]);
            out.write(cutColumn, cut);
            from = ends[i];
        }
    }

    @Override
    public void clear() {
        rows.clear();
        count = 0;
    }
}
