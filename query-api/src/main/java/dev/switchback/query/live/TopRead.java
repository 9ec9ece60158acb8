package dev.switchback.query.live;

import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of {@code top.lua} for a leaderboard, and what it returns. Thread-safe. */
final class TopRead {
    static final RedisScript SCRIPT = RedisScript.resource("top.lua");

    private final ViewPlan.Aggregate view;
    private final Measure measure;
    private final List<String> windows;
    private final Ranking ranking;
    private final MergedMeasure merged;
    private final int most;

    /** @param most how many groups are asked for */
    TopRead(ViewPlan.Aggregate view, Measure measure, List<String> windows, int most) {
        this.view = view;
        this.measure = measure;
        this.windows = windows;
        this.ranking = Ranking.of(view, measure, windows.size());
        this.merged = new MergedMeasure(view, measure, ranking);
        this.most = most;
    }

    /**
     * What a shard's leaderboards begin with.
     *
     * @param reads how many entries and states were read, or would have been read
     * @param groups those that may be among the first; empty where the budget was too small
     * @param unseen what bounds the other groups; null where there are none
     */
    record Beginning(
            long reads,
            boolean complete,
            List<Ranked> groups,
            @Nullable UnseenBound unseen) {}

    /**
     * The arguments for one shard.
     *
     * @param depth how many entries of each window's leaderboard
     * @param budget how many entries and states may be read
     */
    List<String> arguments(LiveKeys keys, int depth, long budget) {
        List<String> arguments = new ArrayList<>(List.of(
                ranking.mode(),
                Integer.toString(depth),
                Long.toString(budget),
                Integer.toString(most),
                ranking.exactness(),
                ranking.format(),
                ranking.absence(),
                Integer.toString(ranking.states().size())));
        ranking.states().forEach(state -> arguments.add(Integer.toString(state)));
        arguments.add(Integer.toString(windows.size()));
        for (String window : windows) {
            arguments.add(keys.ranking(view.name(), window, measure.name()));
            arguments.add(
                    ranking.mode().equals("states")
                            ? keys.groups(view.name(), window)
                            : keys.distinct(
                                    view.name(), window, ranking.states().getFirst(), ""));
        }
        return arguments;
    }

    Beginning beginning(List<?> reply) {
        long reads = (Long) reply.getFirst();
        if (reply.size() == 1) {
            return new Beginning(reads, false, List.of(), null);
        }
        List<UnseenBound.Left> unfinished = new ArrayList<>();
        for (Object bound : (List<?>) reply.get(1)) {
            List<?> parts = (List<?>) bound;
            if ((Long) parts.getFirst() == 0) {
                unfinished.add(new UnseenBound.Left(
                        number(parts.get(1).toString()), parts.get(2).toString()));
            }
        }
        List<Ranked> groups = new ArrayList<>();
        for (Object answer : (List<?>) reply.get(2)) {
            List<@Nullable String> texts = texts((List<?>) answer);
            Object value = merged.of(texts.subList(1, texts.size()));
            if (value != null) {
                groups.add(new Ranked(String.valueOf(texts.getFirst()), value));
            }
        }
        groups.sort(Ranked.ORDER);
        UnseenBound unseen = UnseenBound.of(ranking, measure.type(), windows.size(), unfinished)
                .orElse(null);
        return new Beginning(reads, true, List.copyOf(groups.subList(0, Math.min(most, groups.size()))), unseen);
    }

    private static List<@Nullable String> texts(List<?> items) {
        List<@Nullable String> texts = new ArrayList<>(items.size());
        items.forEach(item -> texts.add(item == null ? null : item.toString()));
        return texts;
    }

    /** Scores are negated values. */
    private static double number(String score) {
        return switch (score) {
            case "inf" -> Double.NEGATIVE_INFINITY;
            case "-inf" -> Double.POSITIVE_INFINITY;
            default -> 0.0 - Double.parseDouble(score);
        };
    }
}
