package dev.switchback.standalone.proofs.oracle;

import dev.switchback.standalone.proofs.oracle.Expected.Exactly;
import dev.switchback.standalone.proofs.oracle.Expected.Near;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aggregate functions, each by its own plain computation over all values of a group. */
enum Aggregate {
    COUNT_ALL(Kind.COUNT),
    COUNT(Kind.COUNT),
    COUNT_DISTINCT(Kind.COUNT),
    APPROX_COUNT_DISTINCT(Kind.COUNT),
    SUM(Kind.SUM),
    AVG(Kind.SUM),
    MIN(Kind.EXTREME),
    MAX(Kind.EXTREME),
    /** SQL leaves open which one; Switchback promises the smallest. */
    ANY_VALUE(Kind.CHOICE),
    ARG_MIN(Kind.CHOICE),
    ARG_MAX(Kind.CHOICE),
    BOOL_AND(Kind.LOGIC),
    EVERY(Kind.LOGIC),
    BOOL_OR(Kind.LOGIC),
    SOME(Kind.LOGIC),
    APPROX_QUANTILE(Kind.QUANTILE),
    VAR_POP(Kind.SPREAD),
    VAR_SAMP(Kind.SPREAD),
    VARIANCE(Kind.SPREAD),
    STDDEV_POP(Kind.SPREAD),
    STDDEV_SAMP(Kind.SPREAD),
    STDDEV(Kind.SPREAD);

    /** Largest error of a sketch over the few values of a case. */
    private static final double SKETCH_ERROR = 0.05;

    private final Kind kind;

    Aggregate(Kind kind) {
        this.kind = kind;
    }

    /** What functions have in common. */
    enum Kind {
        COUNT,
        /** Adds its arguments up, which the extremes of a type do not bear. */
        SUM,
        EXTREME,
        /** Gives one of its arguments back, of any type. */
        CHOICE,
        LOGIC,
        QUANTILE,
        SPREAD
    }

    Kind kind() {
        return kind;
    }

    String sql(List<String> arguments) {
        String list = String.join(", ", arguments);
        if (this == COUNT_ALL) {
            return "COUNT(*)";
        }
        return this == COUNT_DISTINCT ? "COUNT(DISTINCT " + list + ")" : name() + "(" + list + ")";
    }

    /** Whether its first argument may be of a type. */
    boolean takes(Type type) {
        return switch (kind) {
            case COUNT -> this != COUNT_ALL;
            case CHOICE -> true;
            case EXTREME -> type != Type.BOOLEAN;
            case LOGIC -> type == Type.BOOLEAN;
            case SUM, QUANTILE, SPREAD -> type.isNumber();
        };
    }

    /** Whether the last digits show in which order the store took its arguments. */
    boolean rounds(Type argument) {
        return kind == Kind.SPREAD || (kind == Kind.SUM && argument == Type.DOUBLE);
    }

    /** Whether a second argument says what it compares by. */
    boolean compares() {
        return this == ARG_MIN || this == ARG_MAX;
    }

    Type type(Type argument) {
        return switch (kind) {
            case COUNT -> Type.BIGINT;
            case EXTREME, CHOICE, LOGIC -> argument;
            case SUM -> this == AVG ? Type.DOUBLE : argument == Type.INTEGER ? Type.BIGINT : argument;
            case QUANTILE, SPREAD -> Type.DOUBLE;
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
            case APPROX_COUNT_DISTINCT -> sketched(distinct(values));
            case SUM -> ofSome(values, Statistics::sum);
            case AVG -> ofSome(values, Statistics::average);
            case MIN, ANY_VALUE, BOOL_AND, EVERY -> ofSome(values, some -> new Exactly(Extremes.smallest(some)));
            case MAX, BOOL_OR, SOME -> ofSome(values, some -> new Exactly(Extremes.largest(some)));
            case ARG_MIN -> new Exactly(Extremes.beside(group, -1));
            case ARG_MAX -> new Exactly(Extremes.beside(group, 1));
            case APPROX_QUANTILE ->
                ofSome(
                        values,
                        some -> Statistics.quantile(some, group.getFirst().getLast()));
            case VAR_POP -> ofSome(values, some -> Statistics.variance(some, some.size()));
            case VAR_SAMP, VARIANCE -> ofSome(values, some -> Statistics.variance(some, some.size() - 1));
            case STDDEV_POP -> ofSome(values, some -> Statistics.deviation(some, some.size()));
            case STDDEV_SAMP, STDDEV -> ofSome(values, some -> Statistics.deviation(some, some.size() - 1));
        };
    }

    private static Expected ofSome(List<Object> values, Function<List<Object>, Expected> meaning) {
        return values.isEmpty() ? new Exactly(null) : meaning.apply(values);
    }

    private static long distinct(List<Object> values) {
        return values.stream().map(Values::text).distinct().count();
    }

    private static Expected sketched(long exact) {
        return new Near(exact, exact <= 1 ? 0 : Math.max(1, exact * SKETCH_ERROR));
    }
}
