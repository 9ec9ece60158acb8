package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisFailures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads from shards: one script per shard, so that nothing is written in the middle of what is read there, all shards in one round trip.
 * Thread-safe; blocks, so it is meant for virtual threads.
 */
final class ShardReader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Until a shard that is on its way to another node of a cluster is asked again. */
    private static final Duration MOVING = Duration.ofMillis(20);

    private static final RedisScript COMMANDS = new RedisScript("""
        local replies, at = {redis.call('HLEN', KEYS[1]), redis.call('HLEN', KEYS[2])}, 1
        while at <= #ARGV do
          local length = tonumber(ARGV[at])
          local command = {}
          for i = 1, length do command[i] = ARGV[at + i] end
          replies[#replies + 1] = redis.call(unpack(command))
          at = at + length + 1
        end
        return replies\
        """);

    private final Supplier<RedisScriptingAsyncCommands<String, String>> redis;
    private final ToIntFunction<VersionId> consumedPartitions;

    /** @param consumedPartitions of how many partitions a version has taken in events */
    ShardReader(
            Supplier<RedisScriptingAsyncCommands<String, String>> redis, ToIntFunction<VersionId> consumedPartitions) {
        this.redis = redis;
        this.consumedPartitions = consumedPartitions;
    }

    /**
     * Runs the reads side by side; the replies are in their order.
     *
     * @throws ProblemException {@link ProblemCode#LIVE_REBUILDING} where a shard lost data that is not written again yet
     */
    List<Replies> read(List<ShardRead> reads) {
        return run(
                        COMMANDS,
                        reads.stream()
                                .map(read -> new Call(read.keys(), Arrays.asList(read.arguments())))
                                .toList())
                .stream()
                .map(Replies::new)
                .toList();
    }

    /** A script's run on one shard. */
    record Call(LiveKeys keys, List<String> arguments) {

        /** They route the script; all keys of a shard share its hash tag. */
        private String[] scriptKeys() {
            return new String[] {keys.marks(), keys.rebuild(), keys.never()};
        }

        private String[] words() {
            return arguments.toArray(String[]::new);
        }
    }

    /**
     * Runs a script on some shards, side by side; the replies are in their order, without the first two values, which are the sizes of
     * KEYS[1], the marks, and KEYS[2], the marks of a rebuild.
     *
     * @throws ProblemException {@link ProblemCode#LIVE_REBUILDING} where a shard lost data that is not written again yet
     */
    List<List<@Nullable Object>> run(RedisScript script, List<Call> calls) {
        List<RedisFuture<List<@Nullable Object>>> futures = new ArrayList<>();
        try {
            for (Call call : calls) {
                futures.add(ask(script, call));
            }
            List<List<@Nullable Object>> replies = new ArrayList<>();
            for (int i = 0; i < futures.size(); i++) {
                List<@Nullable Object> values = reply(script, calls.get(i), futures.get(i));
                requireWhole(calls.get(i).keys().version(), values);
                replies.add(values.subList(2, values.size()));
            }
            return replies;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while Redis was asked", e);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("Redis did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException | RedisException e) {
            throw new StoreUnavailableException("Redis did not answer: " + e.getMessage(), e);
        }
    }

    /** Redis is sent a script's text only where it does not know it, or not any more; a shard that is moved to another node is waited for. */
    private List<@Nullable Object> reply(RedisScript script, Call call, RedisFuture<List<@Nullable Object>> asked)
            throws InterruptedException, ExecutionException, TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RedisFuture<List<@Nullable Object>> answer = asked;
        while (true) {
            try {
                return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RedisNoScriptException) {
                    answer = redis.get().eval(script.source(), ScriptOutputType.MULTI, call.scriptKeys(), call.words());
                } else if (RedisFailures.isMoving(e.getCause()) && System.nanoTime() < end) {
                    Thread.sleep(MOVING);
                    answer = ask(script, call);
                } else {
                    throw e;
                }
            }
        }
    }

    private RedisFuture<List<@Nullable Object>> ask(RedisScript script, Call call) {
        return redis.get().evalsha(script.digest(), ScriptOutputType.MULTI, call.scriptKeys(), call.words());
    }

    /** A shard that holds fewer marks than partitions were taken in has lost them, also where no processor has noticed it yet. */
    private void requireWhole(VersionId version, List<@Nullable Object> values) {
        boolean rebuilding = !Long.valueOf(0).equals(values.get(1));
        if (rebuilding || (values.get(0) instanceof Long marks && marks < consumedPartitions.applyAsInt(version))) {
            throw rebuilding(version);
        }
    }

    static ProblemException rebuilding(VersionId version) {
        return new ProblemException(
                ProblemCode.LIVE_REBUILDING,
                "the live store lost data of " + version
                        + ", which is being read from the log again; ask again in a moment, or ask for the history");
    }
}
