package dev.switchback.views.sql;

import dev.switchback.views.manifest.ViewDefinition;
import dev.switchback.views.plan.Measure;
import java.util.List;
import java.util.Optional;

/** Checks the {@code live} block of an aggregated view against its measures. */
final class LiveRules {
    private final ViewProblems problems;

    LiveRules(ViewProblems problems) {
        this.problems = problems;
    }

    /** Leaderboards are sums over windows, which sessions of different keys do not share. */
    void checkSession(ViewDefinition view) {
        if (!view.live().map(ViewDefinition.Live::top).orElse(List.of()).isEmpty()) {
            problems.live(
                    "no leaderboard is kept of sessions, which begin and end at other times for every key",
                    "Leave top out; /live has the latest sessions of a key, and a view with TUMBLE may have leaderboards.");
        }
    }

    void check(ViewDefinition view, List<Measure> measures) {
        List<String> top = view.live().map(ViewDefinition.Live::top).orElse(List.of());
        for (String name : top) {
            Optional<Measure> measure =
                    measures.stream().filter(m -> m.name().equals(name)).findFirst();
            if (measure.isEmpty()) {
                problems.live(
                        "live.top names '" + name + "', which is no measure of the view",
                        "Measures: "
                                + String.join(
                                        ", ",
                                        measures.stream().map(Measure::name).toList()) + ".");
            } else if (!Numbers.isNumeric(measure.get().type())) {
                problems.live(
                        "live.top names '" + name + "', which is a "
                                + measure.get().type().sql() + " and has no order of size",
                        "Name measures that are numbers.");
            } else if (!isRanked(measure.get())) {
                problems.live(
                        "live.top names '" + name
                                + "', which is a quantile, variance or standard deviation: no leaderboard is kept by those",
                        "Take it out of live.top; its values are in the live windows all the same.");
            }
        }
    }

    /** The largest value over several windows must be bounded by the windows' values, or could not be found among many groups. */
    private static boolean isRanked(Measure measure) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished finished -> true;
            case Measure.Formula.Average average -> true;
            case Measure.Formula.Quantile quantile -> false;
            case Measure.Formula.Spread spread -> false;
        };
    }
}
