package dev.switchback.query.app;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the live windows of events by plain commands, as the layout is documented in {@link LiveKeys}. */
final class WrittenLive {
    private final VersionId version;
    private final RedisClusterCommands<String, String> redis;
    private final int shards;

    WrittenLive(VersionId version, RedisClusterCommands<String, String> redis, int shards) {
        this.version = version;
        this.redis = redis;
        this.shards = shards;
    }

    /** Partition 0 has seen all events, partition 1 none but one at {@code slowest}. */
    void times(List<Event> events, long slowest) {
        long newest = events.stream().mapToLong(Event::time).max().orElseThrow();
        for (int shard = 0; shard < shards; shard++) {
            redis.hset(new LiveKeys(version, shard).times(), Map.of("0", "" + newest, "1", "" + slowest));
            redis.hset(new LiveKeys(version, shard).marks(), Map.of("0", "" + events.size(), "1", "1"));
        }
    }

    /** A view by channel and robot per minute. */
    void edits(ViewPlan.Aggregate view, List<Event> events) {
        events.stream()
                .collect(Collectors.groupingBy(Event::minute))
                .forEach((minute, inWindow) -> inWindow.stream()
                        .collect(Collectors.groupingBy(e -> "[" + json(e.channel()) + "," + e.robot() + "]"))
                        .forEach((group, of) -> {
                            LiveKeys keys = keys(group);
                            redis.zadd(keys.windows(view.name()), minute, "" + minute);
                            group(view, keys, "" + minute, group, of);
                        }));
    }

    /** A view by channel, all time. */
    void totals(ViewPlan.Aggregate view, List<Event> events) {
        events.stream()
                .collect(Collectors.groupingBy(e -> "[" + json(e.channel()) + "]"))
                .forEach((group, of) -> group(view, keys(group), LiveKeys.ALL_TIME, group, of));
    }

    private LiveKeys keys(String group) {
        return new LiveKeys(version, LiveKeys.shardOf(group, shards));
    }

    private void group(ViewPlan.Aggregate view, LiveKeys keys, String window, String group, List<Event> events) {
        Map<String, String> fields = new HashMap<>();
        List<Long> added =
                events.stream().map(Event::added).filter(Objects::nonNull).toList();
        long sum = added.stream().mapToLong(Long::longValue).sum();
        for (Measure measure : view.measures()) {
            if (measure.formula() instanceof Measure.Formula.Average(int total, int count)) {
                fields.put(count + "|" + group, "" + added.size());
                if (!added.isEmpty()) {
                    fields.put(total + "|" + group, "" + sum);
                    rank(view, keys, window, measure, group, (double) sum / added.size());
                }
            } else if (measure.formula() instanceof Measure.Formula.Finished(int state)) {
                switch (measure.name()) {
                    case "edits" -> {
                        fields.put(state + "|" + group, "" + events.size());
                        rank(view, keys, window, measure, group, events.size());
                    }
                    case "added" -> {
                        if (!added.isEmpty()) {
                            fields.put(state + "|" + group, "" + sum);
                            rank(view, keys, window, measure, group, (double) sum);
                        }
                    }
                    case "largest" -> {
                        if (!added.isEmpty()) {
                            long largest = added.stream().max(Long::compare).orElseThrow();
                            fields.put(state + "|" + group, "" + largest);
                            rank(view, keys, window, measure, group, (double) largest);
                        }
                    }
                    case "spent" ->
                        fields.put(
                                state + "|" + group,
                                events.stream()
                                        .map(Event::price)
                                        .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add)
                                        .setScale(2)
                                        .toPlainString());
                    case "editors" -> {
                        List<String> users = events.stream()
                                .map(Event::user)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList();
                        String key = keys.distinct(view.name(), window, state, group);
                        redis.sadd(keys.distinctKeys(view.name(), window), key);
                        if (!users.isEmpty()) {
                            redis.sadd(key, users.toArray(String[]::new));
                        }
                        rank(view, keys, window, measure, group, users.size());
                    }
                    default -> throw new AssertionError(measure.name());
                }
            }
        }
        redis.hset(keys.groups(view.name(), window), fields);
    }

    private void rank(
            ViewPlan.Aggregate view, LiveKeys keys, String window, Measure measure, String group, double value) {
        if (view.live().orElseThrow().top().contains(measure.name())) {
            redis.zadd(keys.ranking(view.name(), window, measure.name()), -value, group);
        }
    }

    private static String json(@Nullable String text) {
        return text == null
                ? "null"
                : "\""
                        + text.replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\n", "\\u000a")
                                .replace("\t", "\\u0009")
                        + "\"";
    }
}
