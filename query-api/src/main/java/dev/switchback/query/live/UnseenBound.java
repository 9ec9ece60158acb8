package dev.switchback.query.live;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What no group can surpass that stands below the part that was read in every window's leaderboard: the threshold of Fagin, Lotem and
 * Naor ("Optimal aggregation algorithms for middleware", 2003). Leaderboards keep ties in the groups' order, so that the bound of exact
 * values tells the place among ties too.
 *
 * @param value no group has more
 * @param after a group of that very value comes after this one; null where nothing is known of it
 */
record UnseenBound(Object value, @Nullable String after) {
    /** Approximate counts of a union may come out above their parts' sum; HyperLogLog's standard error is 0.81 %. */
    static final double SKETCH_SLACK = 1.05;

    /** How a value over several windows is bounded by the windows' values. */
    enum Rule {
        /** By their sum. A group may be missing in windows, so that negative values do not lower it. */
        SUM,
        /** By their sum, and a little more. */
        SKETCH,
        /** By the largest of them. */
        LARGEST,
        /** By the largest of them, but for what is lost in rounding sums. */
        AVERAGE
    }

    /**
     * Where a window's leaderboard was left.
     *
     * @param score value of the last group that was read, as a double
     * @param group that group
     */
    record Left(double score, String group) {}

    /**
     * The bound over the windows whose leaderboards were not read to their end.
     *
     * @param type of the measure
     */
    static Optional<UnseenBound> of(Ranking ranking, ColumnType type, int windows, List<Left> unfinished) {
        if (unfinished.isEmpty()) {
            return Optional.empty();
        }
        double largest = unfinished.stream().mapToDouble(Left::score).max().orElseThrow() + 0.0;
        List<Left> positive =
                unfinished.stream().filter(left -> left.score() > 0).toList();
        return Optional.of(
                switch (ranking.bound()) {
                    case SUM ->
                        positive.isEmpty() || windows == 1
                                ? largest(ranking, type, unfinished, largest)
                                : sum(ranking, type, positive);
                    case SKETCH ->
                        new UnseenBound(
                                (long) Math.ceil(positive.stream()
                                                .mapToDouble(Left::score)
                                                .sum()
                                        * SKETCH_SLACK),
                                null);
                    case LARGEST -> largest(ranking, type, unfinished, largest);
                    // Each addition and the division lose half a unit in the last place, and the score itself two
                    // halves.
                    case AVERAGE -> new UnseenBound(largest + Math.abs(largest) * (windows + 8) * 0x1p-52, null);
                });
    }

    /** Only a group that is the last one's equal in one of the windows with the largest value has as much. */
    private static UnseenBound largest(Ranking ranking, ColumnType type, List<Left> unfinished, double largest) {
        String after = unfinished.stream()
                .filter(left -> left.score() == largest)
                .map(Left::group)
                .min(GroupOrder.OF_TEXTS)
                .orElseThrow();
        return new UnseenBound(atMost(ranking, type, largest), ranking.isExact(largest) ? after : null);
    }

    /** Only a group that is the last one's equal in each of the windows has as much; sums of doubles are rounded and tell nothing. */
    private static UnseenBound sum(Ranking ranking, ColumnType type, List<Left> positive) {
        Object sum = atMost(ranking, type, positive.getFirst().score());
        for (Left left : positive.subList(1, positive.size())) {
            sum = Objects.requireNonNull(Measures.plus(sum, atMost(ranking, type, left.score())));
        }
        boolean exact = sum instanceof BigDecimal && positive.stream().allMatch(left -> ranking.isExact(left.score()));
        String after =
                positive.stream().map(Left::group).max(GroupOrder.OF_TEXTS).orElseThrow();
        return new UnseenBound(sum, exact ? after : null);
    }

    /** The largest value that has this score. */
    private static Object atMost(Ranking ranking, ColumnType type, double score) {
        return switch (type.kind()) {
            case DOUBLE -> score;
            case INTEGER, BIGINT, TIMESTAMP, DECIMAL ->
                ranking.isExact(score)
                        ? BigDecimal.valueOf(score).setScale(type.scale(), RoundingMode.HALF_EVEN)
                        : new BigDecimal(Math.nextUp(score));
            case BOOLEAN, VARCHAR -> throw new IllegalArgumentException("no leaderboard is kept by a " + type.sql());
        };
    }

    /** Whether every group that was not seen ranks behind this one. */
    boolean isBehind(Ranked last) {
        int order = Ranked.compare(last.value(), value);
        return order > 0 || (order == 0 && after != null && GroupOrder.OF_TEXTS.compare(last.group(), after) <= 0);
    }
}
