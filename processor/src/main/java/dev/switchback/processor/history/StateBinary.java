package dev.switchback.processor.history;

import dev.switchback.views.history.InsertColumn;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes states that are more than one SQL value, as {@link InsertColumn.Kind} describes them. */
final class StateBinary {
    private static final Moments NO_MOMENTS = new Moments(0, 0, 0);

    private StateBinary() {}

    static void writeBuckets(RowBinary out, @Nullable Object state) {
        BucketCounts counts = state == null ? BucketCounts.NONE : (BucketCounts) state;
        out.writeVarint(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            out.writeInt(counts.bucket(i));
            out.writeLong(counts.count(i));
        }
    }

    static void writeMoments(RowBinary out, @Nullable Object state) {
        Moments moments = state == null ? NO_MOMENTS : (Moments) state;
        out.writeVarint(moments.count());
        out.writeLong(Double.doubleToRawLongBits(moments.mean()));
        out.writeLong(Double.doubleToRawLongBits(moments.squares()));
    }

    /** @param present flag of what is not absent */
    static void writeChosen(RowBinary out, InsertColumn column, int present, @Nullable Object state) {
        Chosen chosen = (Chosen) state;
        out.writeByte(chosen == null ? 0 : present);
        out.writeValue(column.by(), chosen == null ? absent(column.by()) : chosen.by());
        Object value = chosen == null ? null : chosen.value();
        out.writeByte(value == null ? 0 : present);
        out.writeValue(column.type(), value == null ? absent(column.type()) : value);
    }

    private static Object absent(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> false;
            case INTEGER -> 0;
            case BIGINT, TIMESTAMP -> 0L;
            case DOUBLE -> 0.0;
            case DECIMAL -> BigDecimal.ZERO;
            case VARCHAR -> "";
        };
    }
}
