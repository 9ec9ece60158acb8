package dev.switchback.standalone.proofs.oracle;

import dev.switchback.standalone.proofs.oracle.Expected.Exactly;
import dev.switchback.standalone.proofs.oracle.Expected.Near;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The aggregate functions, each by its own plain computation over all values of a group. */
enum Aggregate {
    COUNT_ALL,
    COUNT,
    SUM,
    MIN,
    MAX,
    AVG,
    COUNT_DISTINCT,
    APPROX_COUNT_DISTINCT;

    /** Share of the sum of magnitudes by which a DOUBLE sum may differ: the order of additions is the store's. */
    private static final double ROUNDING = 1e-13;
    /** Largest error of a sketch over the few values of a case. */
    private static final double SKETCH_ERROR = 0.05;

    String sql(List<String> arguments) {
        String list = String.join(", ", arguments);
        return switch (this) {
            case COUNT_ALL -> "COUNT(*)";
            case COUNT_DISTINCT -> "COUNT(DISTINCT " + list + ")";
            case COUNT, SUM, MIN, MAX, AVG, APPROX_COUNT_DISTINCT -> name() + "(" + list + ")";
        };
    }

    boolean takes(Type type) {
        return switch (this) {
            case COUNT_ALL -> false;
            case SUM, AVG -> type.isNumber();
            case MIN, MAX -> type != Type.BOOLEAN;
            case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> true;
        };
    }

    /** Whether it adds its arguments up, which the extremes of a type do not bear. */
    boolean adds() {
        return this == SUM || this == AVG;
    }

    Type type(Type argument) {
        return switch (this) {
            case COUNT_ALL, COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> Type.BIGINT;
            case SUM -> argument == Type.INTEGER ? Type.BIGINT : argument;
            case AVG -> Type.DOUBLE;
            case MIN, MAX -> argument;
        };
    }

    /** @param group arguments of the events that the FILTER lets pass */
    Expected of(List<List<@Nullable Object>> group) {
        List<Object> values = new ArrayList<>();
        if (this != COUNT_ALL) {
            for (List<@Nullable Object> arguments : group) {
                Object first = arguments.getFirst();
                if (first != null) {
                    values.add(first);
                }
            }
        }
        return switch (this) {
            case COUNT_ALL -> new Exactly((long) group.size());
            case COUNT -> new Exactly((long) values.size());
            case COUNT_DISTINCT -> new Exactly(distinct(values));
            case APPROX_COUNT_DISTINCT -> {
                long exact = distinct(values);
                yield new Near(exact, exact <= 1 ? 0 : Math.max(1, exact * SKETCH_ERROR));
            }
            case SUM -> values.isEmpty() ? new Exactly(null) : sum(values);
            case AVG -> values.isEmpty() ? new Exactly(null) : average(values);
            case MIN -> new Exactly(values.stream().min(Values::compare).orElse(null));
            case MAX -> new Exactly(values.stream().max(Values::compare).orElse(null));
        };
    }

    private static long distinct(List<Object> values) {
        return values.stream().map(Values::text).distinct().count();
    }

    private static BigDecimal exactSum(List<Object> values) {
        return values.stream().map(Values::number).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static double magnitude(List<Object> values) {
        return values.stream()
                .map(Values::number)
                .map(BigDecimal::abs)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    private static Expected sum(List<Object> values) {
        BigDecimal sum = exactSum(values);
        return values.getFirst() instanceof Double
                ? new Near(sum.doubleValue(), magnitude(values) * ROUNDING)
                : new Exactly(sum);
    }

    private static Expected average(List<Object> values) {
        BigDecimal mean = exactSum(values).divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128);
        return new Near(mean.doubleValue(), magnitude(values) / values.size() * ROUNDING);
    }
}
