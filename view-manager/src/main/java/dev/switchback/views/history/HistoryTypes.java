package dev.switchback.views.history;

import dev.switchback.views.plan.ColumnType;

/** ClickHouse's types for the plan's. */
final class HistoryTypes {
    static final String TIMESTAMP = "DateTime64(3, 'UTC')";

    private HistoryTypes() {}

    static String of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "Bool";
            case INTEGER -> "Int32";
            case BIGINT -> "Int64";
            case DOUBLE -> "Float64";
            case DECIMAL -> "Decimal(" + type.precision() + ", " + type.scale() + ")";
            case VARCHAR -> "String";
            case TIMESTAMP -> TIMESTAMP;
        };
    }

    static String nullable(ColumnType type) {
        return "Nullable(" + of(type) + ")";
    }

    /**
     * The type in which sums are kept: wider than the result where ClickHouse would wrap around silently (ADR 033). A sum of doubles is a
     * double.
     */
    static String sum(ColumnType result) {
        return switch (result.kind()) {
            case BIGINT -> "Nullable(Int128)";
            case DECIMAL -> "Nullable(Decimal(76, " + result.scale() + "))";
            case DOUBLE -> "Nullable(Float64)";
            case BOOLEAN, INTEGER, VARCHAR, TIMESTAMP ->
                throw new IllegalArgumentException("a sum is not of type " + result.sql());
        };
    }
}
