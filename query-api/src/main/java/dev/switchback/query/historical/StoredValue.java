package dev.switchback.query.historical;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Values as the ClickHouse client hands them out, made into the Java classes of {@link ColumnType.Kind}. */
final class StoredValue {
    private StoredValue() {}

    static @Nullable Object read(ColumnType type, @Nullable Object stored) {
        if (stored == null) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> stored instanceof Number number ? number.intValue() != 0 : stored;
            case INTEGER -> ((Number) stored).intValue();
            case BIGINT, TIMESTAMP -> ((Number) stored).longValue();
            case DOUBLE -> ((Number) stored).doubleValue();
            case DECIMAL ->
                fitting(type, new BigDecimal(stored.toString()).setScale(type.scale(), RoundingMode.UNNECESSARY));
            case VARCHAR -> stored.toString();
        };
    }

    /** Sixteen bytes hold some numbers of 39 digits, which ClickHouse lets pass. */
    private static BigDecimal fitting(ColumnType type, BigDecimal value) {
        if (value.precision() > type.precision()) {
            throw new ProblemException(
                    ProblemCode.VALUE_OUT_OF_RANGE,
                    "a sum over these rows does not fit " + type.sql() + "; ask for smaller steps or more dimensions");
        }
        return value;
    }
}
