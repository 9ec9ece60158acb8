package dev.switchback.views.history;

import dev.switchback.views.plan.ColumnType;

/**
 * One column of an INSERT into a version's table, in the order of the statement.
 *
 * @param name unquoted
 * @param type of the value, or of the elements where {@code kind} is {@link Kind#VALUES}
 * @param by type of the key that {@link Kind#SMALLEST} and {@link Kind#LARGEST} compare; else the same as {@code type}
 */
public record InsertColumn(String name, ColumnType type, Kind kind, ColumnType by) {

    public InsertColumn(String name, ColumnType type, Kind kind) {
        this(name, type, kind, type);
    }

    public enum Kind {
        /** {@code Nullable(T)}. */
        NULLABLE,
        /** {@code T}, never NULL. */
        REQUIRED,
        /** {@code Array(T)}: the different non-NULL values from which the store builds a distinct state (an EPHEMERAL column). */
        VALUES,
        /** {@code UInt64}. */
        UNSIGNED,
        /** {@code UInt32}. */
        UNSIGNED_INT,
        /** {@code Map(Int32, Int64)}: a {@link dev.switchback.views.state.BucketCounts}. */
        BUCKETS,
        /**
         * {@code AggregateFunction(varPopStable, Float64)}: a {@link dev.switchback.views.state.Moments} as a count of variable length (LEB128), mean
         * and squares; all zero for null.
         */
        MOMENTS,
        /**
         * {@code Tuple(Int8, B, Int8, T)}: a {@link dev.switchback.views.state.Chosen} as -1, key, -1, value. The second -1 is 0 for a NULL
         * value, both are 0 for null; where a flag is 0, what it stands for is the type's default (zero, empty).
         */
        SMALLEST,
        /** As SMALLEST, with 1 instead of -1. */
        LARGEST
    }
}
