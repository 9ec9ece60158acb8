package dev.switchback.views.functions;

import dev.switchback.views.plan.ColumnType.Kind;
import java.lang.constant.ClassDesc;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The Java types that parameters and results of functions may have, and the SQL types that they stand for. */
enum JavaType {
    PRIMITIVE_BOOLEAN(boolean.class, Kind.BOOLEAN),
    BOXED_BOOLEAN(Boolean.class, Kind.BOOLEAN),
    PRIMITIVE_INT(int.class, Kind.INTEGER),
    BOXED_INT(Integer.class, Kind.INTEGER),
    /** {@code long} is BIGINT unless the manifest says TIMESTAMP. */
    PRIMITIVE_LONG(long.class, Kind.BIGINT),
    BOXED_LONG(Long.class, Kind.BIGINT),
    PRIMITIVE_DOUBLE(double.class, Kind.DOUBLE),
    BOXED_DOUBLE(Double.class, Kind.DOUBLE),
    DECIMAL(BigDecimal.class, Kind.DECIMAL),
    TEXT(String.class, Kind.VARCHAR),
    INSTANT(Instant.class, Kind.TIMESTAMP);

    static final String ADVICE =
            "Use boolean, int, long, double (NULL in gives NULL out), Boolean, Integer, Long, Double (may be null), BigDecimal, String"
                    + " or java.time.Instant.";

    private final Class<?> type;
    private final Kind kind;

    JavaType(Class<?> type, Kind kind) {
        this.type = type;
        this.kind = kind;
    }

    /** Empty for any other type. */
    static Optional<JavaType> of(ClassDesc descriptor) {
        return Arrays.stream(values())
                .filter(t -> t.type.descriptorString().equals(descriptor.descriptorString()))
                .findFirst();
    }

    Class<?> type() {
        return type;
    }

    /** The SQL type that it stands for by itself. */
    Kind kind() {
        return kind;
    }

    boolean isPrimitive() {
        return type.isPrimitive();
    }

    /** Whether values of a SQL type may be passed as this one. */
    boolean holds(Kind wanted) {
        return wanted == kind || (wanted == Kind.TIMESTAMP && kind == Kind.BIGINT);
    }
}
