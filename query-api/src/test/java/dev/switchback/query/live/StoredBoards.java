package dev.switchback.query.live;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveValues;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.sql.Planner;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes groups and their leaderboards into Redis in the layout of {@link LiveKeys}, many at a time. */
final class StoredBoards implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final RedisServers client = RedisClients.open(TestEngines.redis());
    final RedisConnection connection = client.connect();
    private final Map<String, Map<String, String>> hashes = new HashMap<>();
    private final Map<String, List<ScoredValue<String>>> boards = new HashMap<>();
    private final List<RedisFuture<?>> sent = new ArrayList<>();

    static PlannedVersion version(String manifest, int shards) {
        String name = TestEngines.uniqueName("top");
        try {
            PipelinePlan plan = new Planner().plan(new ManifestReader().read(manifest.replace("NAME", name)));
            return new PlannedVersion(new VersionId(name, 1), plan, shards);
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }

    ShardReader reader() {
        return new ShardReader(connection::async, version -> 0);
    }

    /** @param states in the plan's order; of a distinct count, the set of its values */
    void add(
            PlannedVersion version,
            ViewPlan.Aggregate view,
            String window,
            String group,
            List<@Nullable Object> states) {
        LiveKeys keys = new LiveKeys(version.id(), LiveKeys.shardOf(group, version.liveShards()));
        for (int i = 0; i < states.size(); i++) {
            Object value = states.get(i);
            if (value instanceof Set<?> values) {
                String[] texts = values.stream().map(Object::toString).toArray(String[]::new);
                if (texts.length > 0) {
                    sent.add(connection.async().sadd(keys.distinct(view.name(), window, i, group), texts));
                }
            } else if (value != null) {
                Map<String, String> hash =
                        hashes.computeIfAbsent(keys.groups(view.name(), window), k -> new HashMap<>());
                AggregateState state = view.states().get(i);
                hash.put(i + "|" + group, LiveValues.text(state.resultType(), value));
                if (hash.size() >= BATCH) {
                    flush();
                }
            }
        }
        for (Measure measure : view.measures()) {
            double score = score(measure, states);
            if (!Double.isNaN(score)) {
                boards.computeIfAbsent(keys.ranking(view.name(), window, measure.name()), k -> new ArrayList<>())
                        .add(ScoredValue.just(-score, group));
            }
        }
    }

    private static double score(Measure measure, List<@Nullable Object> states) {
        return switch (measure.formula()) {
            case Measure.Formula.Finished(int state) -> number(states.get(state));
            case Measure.Formula.Average(int sum, int count) -> {
                double events = number(states.get(count));
                yield events > 0 ? number(states.get(sum)) / events : Double.NaN;
            }
            case Measure.Formula.Quantile quantile -> throw new AssertionError("not in these views");
            case Measure.Formula.Spread spread -> throw new AssertionError("not in these views");
        };
    }

    private static double number(@Nullable Object state) {
        return switch (state) {
            case Set<?> values -> values.size();
            case Number number -> number.doubleValue();
            case null, default -> Double.NaN;
        };
    }

    @SuppressWarnings("unchecked") // an array of generic type
    void flush() {
        hashes.forEach((key, fields) -> sent.add(connection.async().hset(key, fields)));
        boards.forEach((key, entries) -> sent.add(connection.async().zadd(key, entries.toArray(ScoredValue[]::new))));
        hashes.clear();
        boards.clear();
        if (!LettuceFutures.awaitAll(Duration.ofMinutes(2), sent.toArray(RedisFuture[]::new))) {
            throw new AssertionError("Redis did not take the data");
        }
        sent.clear();
    }

    void drop(PlannedVersion version) {
        List<String> keys = connection.sync().keys(LiveKeys.pattern(version.id()));
        if (!keys.isEmpty()) {
            connection.sync().unlink(keys.toArray(String[]::new));
        }
    }

    @Override
    public void close() {
        connection.close();
        client.close();
    }
}
