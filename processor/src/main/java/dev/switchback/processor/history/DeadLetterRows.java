package dev.switchback.processor.history;

import dev.switchback.views.history.DeadLetterReason;
import dev.switchback.views.history.InsertColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters of a batch, late events among them. Not thread-safe. */
final class DeadLetterRows {
    private final InsertTarget target;
    private final RowBinary rows = new RowBinary();

    DeadLetterRows(InsertTarget target) {
        this.target = target;
    }

    InsertTarget target() {
        return target;
    }

    void add(
            int partition,
            long offset,
            DeadLetterReason reason,
            String detail,
            byte @Nullable [] payload,
            long timestamp) {
        List<InsertColumn> columns = target.columns();
        rows.write(columns.get(0), partition);
        rows.write(columns.get(1), offset);
        rows.write(columns.get(2), reason.code());
        rows.write(columns.get(3), detail);
        rows.write(columns.get(4), payload);
        rows.write(columns.get(5), timestamp);
    }

    RowBinary rows() {
        return rows;
    }

    void clear() {
        rows.clear();
    }
}
