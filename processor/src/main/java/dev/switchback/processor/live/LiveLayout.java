package dev.switchback.processor.live;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What the script has to know of a shard's views: names of keys, with the window left open, windows' sizes, retentions and leaderboards.
 * The same for every flush.
 */
final class LiveLayout {
    /** Stands for the window or the group in a key that is cut apart there. */
    private static final String OPEN_WINDOW = "\u0001";

    private static final String OPEN_GROUP = "\u0002";

    private final List<String> arguments = new ArrayList<>();

    LiveLayout(VersionId version, int shard, PipelinePlan plan) {
        LiveKeys keys = new LiveKeys(version, shard);
        List<ViewPlan.Aggregate> views = liveViews(plan);
        add(views.size());
        for (ViewPlan.Aggregate view : views) {
            arguments.add(keys.windows(view.name()));
            arguments.add(view.window().map(window -> length(view, window)).orElse(""));
            add(view.live().orElseThrow().retention().toMillis());
            arguments.add(keys.groups(view.name(), ""));
            arguments.add(keys.distinctKeys(view.name(), ""));
            addSets(keys, view);
            addRanks(keys, view);
        }
    }

    /** {@link #isKept} leaves it out. */
    static IllegalArgumentException noSessions(ViewPlan.Aggregate view) {
        return new IllegalArgumentException(
                "the view " + view.name() + " has sessions, which batches do not bring to the live store");
    }

    private static String length(ViewPlan.Aggregate view, Window window) {
        return switch (window) {
            case Window.Aligned aligned -> String.valueOf(aligned.size().toMillis());
            case Window.Session _ -> throw noSessions(view);
        };
    }

    /** The views that are kept in the live store, in the plan's order. */
    static List<ViewPlan.Aggregate> liveViews(PipelinePlan plan) {
        List<ViewPlan.Aggregate> views = new ArrayList<>();
        for (ViewPlan view : plan.views()) {
            if (view instanceof ViewPlan.Aggregate aggregate && isKept(aggregate)) {
                views.add(aggregate);
            }
        }
        return views;
    }

    /** Whether batches bring a view to the live store; sessions come another way (ADR 101). */
    static boolean isKept(ViewPlan.Aggregate view) {
        return view.live().isPresent() && view.session().isEmpty();
    }

    List<String> arguments() {
        return arguments;
    }

    private void add(long number) {
        arguments.add(String.valueOf(number));
    }

    private void addSets(LiveKeys keys, ViewPlan.Aggregate view) {
        List<Integer> sets = new ArrayList<>();
        for (int i = 0; i < view.states().size(); i++) {
            if (isSet(view.states().get(i))) {
                sets.add(i);
            }
        }
        add(sets.size());
        for (int state : sets) {
            String key = keys.distinct(view.name(), OPEN_WINDOW, state, OPEN_GROUP);
            add(state);
            arguments.add(key.substring(0, key.indexOf(OPEN_WINDOW)));
            arguments.add(key.substring(key.indexOf(OPEN_WINDOW) + 1, key.indexOf(OPEN_GROUP)));
        }
    }

    /** Whether the values of a group have a key of their own. */
    static boolean isSet(AggregateState state) {
        return switch (state.kind()) {
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT, QUANTILE -> true;
            case COUNT_ALL, COUNT, SUM, MIN, MAX, MOMENTS, ARG_MIN, ARG_MAX -> false;
        };
    }

    private void addRanks(LiveKeys keys, ViewPlan.Aggregate view) {
        List<String> top = view.live().orElseThrow().top();
        add(top.size());
        for (String name : top) {
            Measure measure = view.measures().stream()
                    .filter(m -> m.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no measure " + name + " in " + view.name()));
            String key = keys.ranking(view.name(), OPEN_WINDOW, name);
            arguments.add(key.substring(0, key.indexOf(OPEN_WINDOW)));
            arguments.add(key.substring(key.indexOf(OPEN_WINDOW) + 1));
            switch (measure.formula()) {
                case Measure.Formula.Finished(int state) -> {
                    arguments.add(kind(view.states().get(state)));
                    add(state);
                    arguments.add("");
                }
                case Measure.Formula.Average(int sum, int count) -> {
                    arguments.add("average");
                    add(sum);
                    add(count);
                }
                case Measure.Formula.Quantile quantile -> throw notRanked(view, measure);
                case Measure.Formula.Spread spread -> throw notRanked(view, measure);
            }
        }
    }

    private static String kind(AggregateState state) {
        return switch (state.kind()) {
            case COUNT_DISTINCT -> "values";
            case APPROX_COUNT_DISTINCT -> "sketch";
            case ARG_MIN, ARG_MAX -> "chosen";
            case COUNT_ALL, COUNT, SUM, MIN, MAX -> "state";
            case QUANTILE, MOMENTS -> throw new IllegalArgumentException(state.kind() + " has no single value");
        };
    }

    /** The planner refuses such a manifest. */
    private static IllegalArgumentException notRanked(ViewPlan.Aggregate view, Measure measure) {
        return new IllegalArgumentException("no leaderboard of " + view.name() + " is kept by " + measure.name());
    }
}
