package dev.switchback.query.live;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.util.List;

/**
 * How the leaderboards of a measure are read over some windows.
 *
 * @param mode what is read for a group: {@code states}, or the size of the union of its {@code values} or {@code sketch}es
 * @param states positions of the states that make the value; none where the mode says it all
 * @param exactness scores of a magnitude below it are the values themselves, not rounded: {@code always}, or a number; the slack of
 *     sketches' unions
 * @param format turns an exact score into the text of the value
 * @param absence whether a window's leaderboard lacks a group only where the group has {@code nothing} there, or else what is
 *     {@code unknown}: NaN is in no leaderboard, but counts
 * @param bound how a group that was not seen is bounded
 */
record Ranking(
        String mode, List<Integer> states, String exactness, String format, String absence, UnseenBound.Rule bound) {
    static final String ALWAYS = "always";
    /** Every integer up to it is a double: 2 to the power of 53. */
    private static final String EXACT_INTEGERS = "9007199254740992";

    private static final String NEVER = "0";
    private static final String NOTHING = "nothing";

    static Ranking of(ViewPlan.Aggregate view, Measure measure, int windows) {
        boolean one = windows == 1;
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) ->
                of(view.states().get(state).kind(), state, measure.type(), one);
            // The score of one window is the very double that the measure is.
            case Measure.Formula.Average(int sum, int count) ->
                one
                        ? new Ranking("states", List.of(sum), ALWAYS, "%.17g", NOTHING, UnseenBound.Rule.LARGEST)
                        : new Ranking(
                                "states",
                                List.of(sum, count),
                                NEVER,
                                "",
                                absence(view.states().get(sum).resultType()),
                                UnseenBound.Rule.AVERAGE);
            case Measure.Formula.Quantile quantile -> throw unranked(measure);
            case Measure.Formula.Spread spread -> throw unranked(measure);
        };
    }

    /** The planner refuses such a leaderboard. */
    static IllegalArgumentException unranked(Measure measure) {
        return new IllegalArgumentException("no leaderboard is kept by " + measure.name());
    }

    private static Ranking of(AggregateState.Kind kind, int state, ColumnType type, boolean one) {
        return switch (kind) {
            case COUNT_ALL, COUNT, SUM -> states(state, type, one, UnseenBound.Rule.SUM);
            case MIN, MAX -> states(state, type, one, UnseenBound.Rule.LARGEST);
            // The value over all windows is one of theirs. A window whose value is NULL ranks nothing, but its key
            // counts.
            case ARG_MIN, ARG_MAX ->
                new Ranking("states", List.of(state), NEVER, "", "unknown", UnseenBound.Rule.LARGEST);
            case QUANTILE, MOMENTS -> throw new IllegalArgumentException(kind + " has no single value");
            case COUNT_DISTINCT ->
                one
                        ? states(state, ColumnType.BIGINT, true, UnseenBound.Rule.SUM)
                        : new Ranking("values", List.of(state), EXACT_INTEGERS, "", NOTHING, UnseenBound.Rule.SUM);
            case APPROX_COUNT_DISTINCT ->
                one
                        ? states(state, ColumnType.BIGINT, true, UnseenBound.Rule.SUM)
                        : new Ranking(
                                "sketch",
                                List.of(state),
                                Double.toString(UnseenBound.SKETCH_SLACK),
                                "",
                                NOTHING,
                                UnseenBound.Rule.SKETCH);
        };
    }

    private static Ranking states(int state, ColumnType type, boolean one, UnseenBound.Rule bound) {
        return switch (type.kind()) {
            case INTEGER, BIGINT, TIMESTAMP ->
                new Ranking("states", List.of(state), EXACT_INTEGERS, "%.0f", NOTHING, bound);
            // Decimals of 15 digits are told apart by their doubles (C's DBL_DIG).
            case DECIMAL ->
                new Ranking(
                        "states",
                        List.of(state),
                        BigDecimal.ONE.scaleByPowerOfTen(15 - type.scale()).toString(),
                        "%." + type.scale() + "f",
                        NOTHING,
                        bound);
            case DOUBLE -> new Ranking("states", List.of(state), one ? ALWAYS : NEVER, "%.17g", absence(type), bound);
            case BOOLEAN, VARCHAR -> throw new IllegalArgumentException("no leaderboard is kept by a " + type.sql());
        };
    }

    private static String absence(ColumnType type) {
        return type.kind() == ColumnType.Kind.DOUBLE ? "unknown" : NOTHING;
    }

    /** Whether a score is the value itself. */
    boolean isExact(double score) {
        return exactness.equals(ALWAYS) || Math.abs(score) < Double.parseDouble(exactness);
    }
}
