package dev.switchback.views.plan;

/**
 * A SQL type and the Java class of its values.
 *
 * @param kind the type
 * @param precision digits in all; 0 unless {@link Kind#DECIMAL}
 * @param scale digits after the point; 0 unless {@link Kind#DECIMAL}
 */
public record ColumnType(Kind kind, int precision, int scale) {
    public static final ColumnType BOOLEAN = new ColumnType(Kind.BOOLEAN, 0, 0);
    public static final ColumnType INTEGER = new ColumnType(Kind.INTEGER, 0, 0);
    public static final ColumnType BIGINT = new ColumnType(Kind.BIGINT, 0, 0);
    public static final ColumnType DOUBLE = new ColumnType(Kind.DOUBLE, 0, 0);
    public static final ColumnType VARCHAR = new ColumnType(Kind.VARCHAR, 0, 0);
    public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, 0, 0);

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    /** The type as SQL writes it: {@code BIGINT}, {@code DECIMAL(10,2)}, {@code TIMESTAMP(3)}. */
    public String sql() {
        return switch (kind) {
            case DECIMAL -> "DECIMAL(" + precision + "," + scale + ")";
            case TIMESTAMP -> "TIMESTAMP(3)";
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR -> kind.name();
        };
    }

    public enum Kind {
        /** {@link Boolean} */
        BOOLEAN,
        /** {@link Integer} */
        INTEGER,
        /** {@link Long} */
        BIGINT,
        /** {@link Double} */
        DOUBLE,
        /** {@link java.math.BigDecimal} of exactly the column's scale */
        DECIMAL,
        /** {@link String} */
        VARCHAR,
        /** {@link Long}: milliseconds since the epoch, UTC */
        TIMESTAMP
    }
}
