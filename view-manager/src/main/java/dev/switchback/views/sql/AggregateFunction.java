package dev.switchback.views.sql;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The aggregate functions of views. */
enum AggregateFunction {
    COUNT(1),
    COUNT_DISTINCT(1),
    APPROX_COUNT_DISTINCT(1),
    SUM(1),
    MIN(1),
    MAX(1),
    AVG(1),
    APPROX_QUANTILE(2),
    VAR_POP(1),
    VAR_SAMP(1),
    STDDEV_POP(1),
    STDDEV_SAMP(1),
    /** The smallest, so that it is the same at every replay. */
    ANY_VALUE(1),
    BOOL_AND(1),
    BOOL_OR(1),
    ARG_MIN(2),
    ARG_MAX(2);

    /** By the names that SQL calls them by, in upper case. COUNT(DISTINCT x) has none of its own. */
    private static final Map<String, AggregateFunction> BY_NAME = Stream.concat(
                    Stream.of(values())
                            .filter(function -> function != COUNT_DISTINCT)
                            .map(function -> Map.entry(function.name(), function)),
                    Stream.of(
                            Map.entry("VARIANCE", VAR_SAMP),
                            Map.entry("STDDEV", STDDEV_SAMP),
                            Map.entry("EVERY", BOOL_AND),
                            Map.entry("SOME", BOOL_OR)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final int arguments;

    AggregateFunction(int arguments) {
        this.arguments = arguments;
    }

    /** @param name in upper case */
    static Optional<AggregateFunction> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All names, sorted. */
    static Stream<String> names() {
        return BY_NAME.keySet().stream().sorted();
    }

    /** How many arguments it takes. */
    int arguments() {
        return arguments;
    }

    /** Whether DISTINCT before its argument means something. */
    boolean takesDistinct() {
        return switch (this) {
            case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, MIN, MAX -> true;
            case SUM,
                    AVG,
                    APPROX_QUANTILE,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP,
                    ANY_VALUE,
                    BOOL_AND,
                    BOOL_OR,
                    ARG_MIN,
                    ARG_MAX -> false;
        };
    }
}
