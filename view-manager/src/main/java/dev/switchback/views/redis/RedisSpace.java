package dev.switchback.views.redis;

import dev.switchback.views.Space;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSpace;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Room in Redis's memory; in a cluster, in that of all primaries together. Connects when it is first asked. */
public final class RedisSpace implements LiveSpace, AutoCloseable {
    private static final int SCAN_COUNT = 1_000;
    /** Calls after which what is left is judged by what was seen. */
    private static final int MOST_CALLS = 500;
    /** Sets of distinct values and the sessions of a key are many and small: one in so many is weighed; the other keys are few and large. */
    private static final int SAMPLE = 20;

    private final RedisLink link;

    /** @param servers stay the caller's to close */
    public RedisSpace(RedisServers servers) {
        this.link = new RedisLink(servers);
    }

    @Override
    public Space of(VersionId version) {
        return RedisFailures.translated(() -> {
            List<RedisCommands<String, String>> primaries = link.connection().primaries();
            long used = 0;
            List<OptionalLong> free = new ArrayList<>();
            for (RedisCommands<String, String> primary : primaries) {
                used += used(primary, version);
                free.add(free(memory(primary)));
            }
            return new Space(used, together(free));
        });
    }

    /** Shards are spread over the primaries, so what the fullest one has left is what each can take. */
    private static OptionalLong together(List<OptionalLong> free) {
        return free.stream().anyMatch(OptionalLong::isEmpty)
                ? OptionalLong.empty()
                : OptionalLong.of(
                        free.stream().mapToLong(OptionalLong::getAsLong).min().orElse(0) * free.size());
    }

    private static long used(RedisCommands<String, String> commands, VersionId version) {
        ScanArgs args = ScanArgs.Builder.matches(LiveKeys.pattern(version)).limit(SCAN_COUNT);
        ScanCursor cursor = ScanCursor.INITIAL;
        long sets = 0;
        long bytes = 0;
        int calls = 0;
        while (!cursor.isFinished() && calls < MOST_CALLS) {
            KeyScanCursor<String> page = commands.scan(cursor, args);
            for (String key : page.getKeys()) {
                boolean set = LiveKeys.isOfOneGroup(key);
                if (!set || sets++ % SAMPLE == 0) {
                    Long size = commands.memoryUsage(key);
                    bytes += (size == null ? 0 : size) * (set ? SAMPLE : 1);
                }
            }
            cursor = page;
            calls++;
        }
        double seen = (double) calls * SCAN_COUNT;
        return cursor.isFinished() ? bytes : Math.round(bytes * Math.max(1, commands.dbsize() / seen));
    }

    private static Map<String, String> memory(RedisCommands<String, String> commands) {
        Map<String, String> values = new HashMap<>();
        commands.info("memory").lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return values;
    }

    /** Without {@code maxmemory} the machine's memory is the limit, as far as Redis knows. */
    private static OptionalLong free(Map<String, String> memory) {
        long used = Long.parseLong(memory.getOrDefault("used_memory", "0"));
        long limit = Long.parseLong(memory.getOrDefault("maxmemory", "0"));
        if (limit == 0) {
            limit = Long.parseLong(memory.getOrDefault("total_system_memory", "0"));
        }
        return limit == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, limit - used));
    }

    /** Closes the connection, not the client. */
    @Override
    public void close() {
        link.close();
    }
}
