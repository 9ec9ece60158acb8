package dev.switchback.views.state;

import dev.switchback.views.plan.AggregateState;
import org.jspecify.annotations.Nullable;

/**
 * Which of two pairs ARG_MIN or ARG_MAX takes. Where both have equal keys: ARG_MIN the smaller value, ARG_MAX the larger one, and NULL only where there
 * is nothing else; so the order of events does not matter.
 *
 * @param sign 1 for the largest key, -1 for the smallest
 */
public record Choice(ValueOrder byOrder, ValueOrder valueOrder, int sign) {

    /**
     * The choice that a state makes.
     *
     * @throws IllegalArgumentException for other kinds than ARG_MIN and ARG_MAX
     */
    public static Choice of(AggregateState state) {
        int sign = switch (state.kind()) {
            case ARG_MIN -> -1;
            case ARG_MAX -> 1;
            case COUNT_ALL, COUNT, SUM, MIN, MAX, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, QUANTILE, MOMENTS ->
                throw new IllegalArgumentException(state.kind() + " chooses nothing");
        };
        return new Choice(ValueOrder.of(state.byType()), ValueOrder.of(state.argumentType()), sign);
    }

    /** Whether the pair of {@code by} and {@code value} is taken instead of the other one. */
    public boolean prefers(Object by, @Nullable Object value, Object otherBy, @Nullable Object otherValue) {
        int order = Integer.signum(byOrder.compare(by, otherBy)) * sign;
        if (order != 0 || value == null) {
            return order > 0;
        }
        return otherValue == null || Integer.signum(valueOrder.compare(value, otherValue)) == sign;
    }
}
