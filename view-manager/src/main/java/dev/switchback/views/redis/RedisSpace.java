package dev.switchback.views.redis;

import dev.switchback.views.Space;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSpace;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Room in Redis's memory. Connects when it is first asked. */
public final class RedisSpace implements LiveSpace, AutoCloseable {
    private static final int SCAN_COUNT = 1_000;
    /** Calls after which what is left is judged by what was seen. */
    private static final int MOST_CALLS = 500;
    /** Sets of distinct values and the sessions of a key are many and small: one in so many is weighed; the other keys are few and large. */
    private static final int SAMPLE = 20;

    private final RedisLink link;

    /** @param client stays the caller's to close */
    public RedisSpace(RedisClient client) {
        this.link = new RedisLink(client);
    }

    @Override
    public Space of(VersionId version) {
        return RedisFailures.translated(() -> new Space(used(version), free(memory())));
    }

    private long used(VersionId version) {
        RedisCommands<String, String> commands = link.commands();
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

    private Map<String, String> memory() {
        Map<String, String> values = new HashMap<>();
        link.commands().info("memory").lines().forEach(line -> {
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
