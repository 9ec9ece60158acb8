package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures from states. */
final class Measures {
    private Measures() {}

    /** Appends the measures of a group to a row. */
    static void append(List<Measure> measures, List<@Nullable Object> states, @Nullable Object[] row, int at) {
        for (int i = 0; i < measures.size(); i++) {
            row[at + i] = of(measures.get(i), states);
        }
    }

    static @Nullable Object of(Measure measure, List<@Nullable Object> states) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) -> finished(measure, states.get(state));
            case Measure.Formula.Average(int sum, int count) -> average(states.get(sum), states.get(count));
            case Measure.Formula.Quantile(int state, double fraction) ->
                states.get(state) instanceof BucketCounts counts ? counts.quantile(fraction) : null;
            case Measure.Formula.Spread(int moments, int count, Measure.Statistic statistic) ->
                states.get(moments) instanceof Moments known ? known.finish(statistic) : null;
        };
    }

    private static @Nullable Object finished(Measure measure, @Nullable Object state) {
        return switch (state) {
            case Chosen chosen -> chosen.value();
            case BigDecimal sum -> fitting(measure, sum);
            case null, default -> state;
        };
    }

    /** The live store adds without bounds; a sum beyond its type is an error, not another number. */
    private static Object fitting(Measure measure, BigDecimal sum) {
        if (sum.precision() > measure.type().precision()) {
            throw outOfRange(measure);
        }
        return sum;
    }

    static ProblemException outOfRange(Measure measure) {
        return new ProblemException(
                ProblemCode.VALUE_OUT_OF_RANGE,
                "a value of " + measure.name() + " does not fit its type "
                        + measure.type().sql()
                        + "; group by more dimensions or in smaller windows, or cast its argument to DOUBLE");
    }

    static @Nullable Double average(@Nullable Object sum, @Nullable Object count) {
        if (!(sum instanceof Number total) || !(count instanceof Long events) || events == 0) {
            return null;
        }
        return total.doubleValue() / events;
    }

    /** The sum of two values of a SUM or COUNT state; NULL adds nothing. */
    static @Nullable Object plus(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return switch (left) {
            // Wider than a stored sum, which may have come near its type's limits in each window.
            case Long a -> BigDecimal.valueOf(a).add(exact(right));
            case BigDecimal a -> a.add(exact(right));
            case Double a -> a + (Double) right;
            default -> throw new IllegalArgumentException("not a sum: " + left);
        };
    }

    private static BigDecimal exact(Object sum) {
        return sum instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) sum;
    }
}
