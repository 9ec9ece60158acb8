package dev.switchback.control.diff;

import dev.switchback.views.plan.ColumnType;
import java.util.Optional;

/**
 * A measure, or a column of a row-by-row view, that both versions have with the same type.
 *
 * @param from expression that gives its value in the one version, over the rows of a group
 * @param to the same in the other one
 * @param fromScale where the comparison is {@link Comparison#SUM}: expression for the sum of the partial sums' absolute values
 */
record SharedValue(
        String name,
        ColumnType type,
        Comparison comparison,
        String from,
        String to,
        Optional<String> fromScale,
        Optional<String> toScale) {

    /** When two values count as equal. */
    enum Comparison {
        EXACT("equal"),
        /** ADR 088: each sum is within 1E-12 of the exact one, by the sum of absolute values, for up to 9,000 flushes. */
        SUM("within 1E-12 of the sum of the absolute values of the partial sums, of both versions together"),
        /** ADR 087: rounding of doubles only. */
        SPREAD("within 1E-9 of the larger one, or 1E-12");

        private final String sentence;

        Comparison(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    boolean isNumber() {
        return switch (type.kind()) {
            case INTEGER, BIGINT, DOUBLE, DECIMAL -> true;
            case BOOLEAN, VARCHAR, TIMESTAMP -> false;
        };
    }
}
