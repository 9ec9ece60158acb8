package dev.switchback.query.live;

import dev.switchback.views.live.LiveValues;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** States as the live store keeps them, read into Java. */
final class StoredState {
    private StoredState() {}

    /** A value of the state's result type, Moments or Chosen; a BigDecimal for an integer sum that does not fit its type. */
    static Object read(AggregateState state, String text) {
        return switch (state.kind()) {
            case SUM -> sum(state, text);
            case MOMENTS -> Moments.parse(text);
            case ARG_MIN, ARG_MAX -> Chosen.parse(text, state.byType(), state.argumentType());
            case COUNT_ALL, COUNT, MIN, MAX, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, QUANTILE ->
                LiveValues.value(state.resultType(), text);
        };
    }

    private static Object sum(AggregateState state, String text) {
        return switch (state.resultType().kind()) {
            case BIGINT -> {
                BigInteger sum = new BigInteger(text);
                yield sum.bitLength() < Long.SIZE ? (Object) sum.longValue() : new BigDecimal(sum);
            }
            case DOUBLE, DECIMAL, INTEGER, BOOLEAN, VARCHAR, TIMESTAMP -> LiveValues.value(state.resultType(), text);
        };
    }

    /** The counts of a quantile's state by bucket. */
    static BucketCounts buckets(Map<String, String> counts) {
        SortedMap<Integer, Long> sorted = new TreeMap<>();
        counts.forEach((bucket, count) -> sorted.put(Integer.valueOf(bucket), Long.valueOf(count)));
        return BucketCounts.of(sorted);
    }
}
