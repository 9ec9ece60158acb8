package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.util.Optional;

/** Which numeric type holds the values of two others. */
final class Numbers {
    private Numbers() {}

    static boolean isNumeric(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER, BIGINT, DOUBLE, DECIMAL -> true;
            case BOOLEAN, VARCHAR, TIMESTAMP -> false;
        };
    }

    /** The type in which two values meet; empty where they do not. A DECIMAL keeps the larger scale. */
    static Optional<ColumnType> common(ColumnType left, ColumnType right) {
        if (left.kind() == right.kind() && left.kind() != Kind.DECIMAL) {
            return Optional.of(left);
        }
        if (!isNumeric(left) || !isNumeric(right)) {
            return Optional.empty();
        }
        if (left.kind() == Kind.DOUBLE || right.kind() == Kind.DOUBLE) {
            return Optional.of(ColumnType.DOUBLE);
        }
        if (left.kind() == Kind.DECIMAL || right.kind() == Kind.DECIMAL) {
            ColumnType a = asDecimal(left);
            ColumnType b = asDecimal(right);
            int scale = Math.max(a.scale(), b.scale());
            int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
            // Wider than any column can be: these are values on their way, held by BigDecimal.
            return Optional.of(ColumnType.decimal(whole + scale, scale));
        }
        return Optional.of(ColumnType.BIGINT);
    }

    static ColumnType asDecimal(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER -> ColumnType.decimal(10, 0);
            case BIGINT -> ColumnType.decimal(19, 0);
            case DECIMAL -> type;
            case DOUBLE, BOOLEAN, VARCHAR, TIMESTAMP -> throw new IllegalArgumentException(type.sql());
        };
    }
}
