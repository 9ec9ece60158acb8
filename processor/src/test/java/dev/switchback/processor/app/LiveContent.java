package dev.switchback.processor.app;

import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveValues;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the live store holds, as {@link PlainEvaluation} writes it. */
final class LiveContent {
    private LiveContent() {}

    private static RedisClusterCommands<String, String> redis() {
        return Stores.REDIS.sync();
    }

    /** The smallest marks of the partitions that every shard has; a shard that lost its own holds nothing. */
    static Map<Integer, Long> marks(TestPipeline pipeline) {
        Map<Integer, Long> marks = marks(pipeline, 0);
        for (int shard = 1; shard < pipeline.shards; shard++) {
            Map<Integer, Long> others = marks(pipeline, shard);
            marks.keySet().retainAll(others.keySet());
            marks.replaceAll((partition, mark) -> Math.min(mark, others.getOrDefault(partition, mark)));
        }
        return marks;
    }

    private static Map<Integer, Long> marks(TestPipeline pipeline, int shard) {
        Map<Integer, Long> marks = new HashMap<>();
        redis().hgetall(new LiveKeys(pipeline.version, shard).marks())
                .forEach((partition, mark) -> marks.put(Integer.valueOf(partition), Long.valueOf(mark)));
        return marks;
    }

    /** Everything is lost in one moment, as by FLUSHALL or a restart without data. */
    static void wipe(TestPipeline pipeline) {
        redis().eval(
                        "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end",
                        ScriptOutputType.STATUS,
                        new String[0],
                        LiveKeys.pattern(pipeline.version));
    }

    /** Over all shards: partitions that have to reach a mark again. */
    static Map<String, String> rebuild(TestPipeline pipeline) {
        Map<String, String> rebuild = new HashMap<>();
        for (int shard = 0; shard < pipeline.shards; shard++) {
            rebuild.putAll(redis().hgetall(new LiveKeys(pipeline.version, shard).rebuild()));
        }
        return rebuild;
    }

    static Set<String> keys(TestPipeline pipeline) {
        return new HashSet<>(redis().keys(LiveKeys.pattern(pipeline.version)));
    }

    /** Group → measures of an aggregated view; the group is {@code window|dimension}, or empty. */
    static Map<String, List<String>> aggregated(TestPipeline pipeline, int view) {
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) pipeline.plan.views().get(view);
        Map<String, List<String>> rows = new TreeMap<>();
        for (int shard = 0; shard < pipeline.shards; shard++) {
            LiveKeys keys = new LiveKeys(pipeline.version, shard);
            List<String> windows = plan.window().isPresent()
                    ? redis().zrange(keys.windows(plan.name()), 0, -1)
                    : List.of(LiveKeys.ALL_TIME);
            for (String window : windows) {
                Set<String> groups = new HashSet<>();
                redis().hkeys(keys.groups(plan.name(), window))
                        .forEach(field -> groups.add(field.substring(field.indexOf('|') + 1)));
                for (String group : groups) {
                    rows.put(key(plan, window, group), measures(plan, keys, window, group));
                }
            }
        }
        return rows;
    }

    private static String key(ViewPlan.Aggregate plan, String window, String group) {
        List<String> parts = new ArrayList<>();
        plan.window().ifPresent(w -> parts.add(window));
        for (Object value : GroupCodec.of(plan).decode(group)) {
            parts.add(String.valueOf(value));
        }
        return String.join("|", parts);
    }

    private static List<String> measures(ViewPlan.Aggregate plan, LiveKeys keys, String window, String group) {
        List<String> values = new ArrayList<>();
        for (Measure measure : plan.measures()) {
            Object value = switch (measure.formula()) {
                case Measure.Formula.Finished(int state) -> state(plan, keys, window, group, state);
                case Measure.Formula.Average(int sum, int count) -> {
                    Object total = state(plan, keys, window, group, sum);
                    Object number = state(plan, keys, window, group, count);
                    yield total == null || number == null
                            ? null
                            : ((Number) total).doubleValue() / ((Number) number).doubleValue();
                }
                case Measure.Formula.Quantile(int buckets, double fraction) ->
                    state(plan, keys, window, group, buckets) instanceof BucketCounts counts
                            ? counts.quantile(fraction)
                            : null;
                case Measure.Formula.Spread(int moments, int count, Measure.Statistic statistic) ->
                    state(plan, keys, window, group, moments) instanceof Moments known ? known.finish(statistic) : null;
            };
            values.add(PlainEvaluation.text(value));
        }
        return values;
    }

    private static @Nullable Object state(
            ViewPlan.Aggregate plan, LiveKeys keys, String window, String group, int number) {
        AggregateState state = plan.states().get(number);
        return switch (state.kind()) {
            case COUNT_DISTINCT -> redis().scard(keys.distinct(plan.name(), window, number, group));
            case APPROX_COUNT_DISTINCT -> redis().pfcount(keys.distinct(plan.name(), window, number, group));
            case QUANTILE -> {
                TreeMap<Integer, Long> counts = new TreeMap<>();
                redis().hgetall(keys.distinct(plan.name(), window, number, group))
                        .forEach((bucket, count) -> counts.put(Integer.valueOf(bucket), Long.valueOf(count)));
                yield BucketCounts.of(counts);
            }
            case MOMENTS -> {
                String text = redis().hget(keys.groups(plan.name(), window), number + "|" + group);
                yield text == null ? null : Moments.parse(text);
            }
            case ARG_MIN, ARG_MAX -> {
                String text = redis().hget(keys.groups(plan.name(), window), number + "|" + group);
                yield text == null
                        ? null
                        : Chosen.parse(text, state.byType(), state.argumentType())
                                .value();
            }
            case COUNT_ALL, COUNT, SUM, MIN, MAX -> {
                String text = redis().hget(keys.groups(plan.name(), window), number + "|" + group);
                yield text == null ? null : LiveValues.value(state.resultType(), text);
            }
        };
    }

    /** Score of a group in a leaderboard, turned back. */
    static Map<String, Double> ranking(TestPipeline pipeline, int view, String measure) {
        ViewPlan.Aggregate plan = (ViewPlan.Aggregate) pipeline.plan.views().get(view);
        Map<String, Double> scores = new TreeMap<>();
        for (int shard = 0; shard < pipeline.shards; shard++) {
            LiveKeys keys = new LiveKeys(pipeline.version, shard);
            for (String window : redis().zrange(keys.windows(plan.name()), 0, -1)) {
                redis().zrangeWithScores(keys.ranking(plan.name(), window, measure), 0, -1)
                        .forEach(ranked -> scores.put(key(plan, window, ranked.getValue()), 0 - ranked.getScore()));
            }
        }
        return scores;
    }
}
