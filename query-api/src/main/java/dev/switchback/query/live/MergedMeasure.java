package dev.switchback.query.live;

import dev.switchback.views.live.LiveValues;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.state.Choice;
import dev.switchback.views.state.Chosen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes a measure over some windows from what {@code top.lua} read of a group. Thread-safe. */
final class MergedMeasure {
    private final ViewPlan.Aggregate view;
    private final Measure measure;
    private final Ranking ranking;

    MergedMeasure(ViewPlan.Aggregate view, Measure measure, Ranking ranking) {
        this.view = view;
        this.measure = measure;
        this.ranking = ranking;
    }

    /**
     * The exact value; null where it is NULL or NaN, as such groups are in no leaderboard.
     *
     * @param texts per window the ranking's states, newest window first; or the one size
     */
    @Nullable
    Object of(List<@Nullable String> texts) {
        Object value = switch (measure.formula()) {
            case Measure.Formula.Finished(int state) -> finished(view.states().get(state), texts);
            case Measure.Formula.Average(int sum, int count) ->
                ranking.exactness().equals(Ranking.ALWAYS)
                        ? LiveValues.value(measure.type(), String.valueOf(texts.getFirst()))
                        : average(view.states().get(sum), view.states().get(count), texts);
            case Measure.Formula.Quantile quantile -> throw Ranking.unranked(measure);
            case Measure.Formula.Spread spread -> throw Ranking.unranked(measure);
        };
        return value instanceof Double number && number.isNaN() ? null : value;
    }

    private static @Nullable Object finished(AggregateState state, List<@Nullable String> texts) {
        return switch (state.kind()) {
            case COUNT_ALL, COUNT, SUM -> sum(state, texts);
            case MIN -> extreme(state, texts, -1);
            case MAX -> extreme(state, texts, 1);
            case ARG_MIN, ARG_MAX -> chosen(state, texts);
            case QUANTILE, MOMENTS -> throw new IllegalArgumentException(state.kind() + " has no single value");
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> Long.valueOf(String.valueOf(texts.getFirst()));
        };
    }

    private static @Nullable Object chosen(AggregateState state, List<@Nullable String> texts) {
        Choice choice = Choice.of(state);
        Chosen best = null;
        for (String text : texts) {
            if (GroupLookup.value(state, text) instanceof Chosen next
                    && (best == null || choice.prefers(next.by(), next.value(), best.by(), best.value()))) {
                best = next;
            }
        }
        return best == null ? null : best.value();
    }

    private static @Nullable Object sum(AggregateState state, List<@Nullable String> texts) {
        Object sum = null;
        for (String text : texts) {
            sum = Measures.plus(sum, GroupLookup.value(state, text));
        }
        return sum;
    }

    private static @Nullable Object extreme(AggregateState state, List<@Nullable String> texts, int sign) {
        Object extreme = null;
        for (String text : texts) {
            Object value = GroupLookup.value(state, text);
            if (value != null && (extreme == null || Integer.signum(Ranked.compare(value, extreme)) == sign)) {
                extreme = value;
            }
        }
        return extreme;
    }

    private static @Nullable Double average(AggregateState sum, AggregateState count, List<@Nullable String> texts) {
        Object total = null;
        long events = 0;
        for (int i = 0; i < texts.size(); i += 2) {
            total = Measures.plus(total, GroupLookup.value(sum, texts.get(i)));
            events += GroupLookup.value(count, texts.get(i + 1)) instanceof Long number ? number : 0;
        }
        return Measures.average(total, events);
    }
}
