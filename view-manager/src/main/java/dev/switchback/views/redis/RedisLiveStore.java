package dev.switchback.views.redis;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveStore;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.HashMap;
import java.util.Map;

/** The live store in Redis. Connects when it is first asked. */
public final class RedisLiveStore implements LiveStore, AutoCloseable {
    /** Keys looked at per SCAN, so that no call keeps the server for long. */
    private static final int SCAN_COUNT = 1_000;

    private final RedisLink link;

    /** @param servers stay the caller's to close */
    public RedisLiveStore(RedisServers servers) {
        this.link = new RedisLink(servers);
    }

    /** Whether every server that holds keys answers. */
    public boolean answers() {
        return link.answers();
    }

    @Override
    public Map<Integer, Long> marks(VersionId version, int shards) {
        return RedisFailures.translated(() -> {
            Map<Integer, Long> smallest = marksOf(version, 0);
            for (int shard = 1; shard < shards; shard++) {
                Map<Integer, Long> marks = marksOf(version, shard);
                smallest.keySet().retainAll(marks.keySet());
                smallest.replaceAll((partition, mark) -> Math.min(mark, marks.getOrDefault(partition, mark)));
            }
            return smallest;
        });
    }

    private Map<Integer, Long> marksOf(VersionId version, int shard) {
        Map<Integer, Long> marks = new HashMap<>();
        link.commands()
                .hgetall(new LiveKeys(version, shard).marks())
                .forEach((partition, mark) -> marks.put(Integer.valueOf(partition), Long.valueOf(mark)));
        return marks;
    }

    @Override
    public void drop(VersionId version, int shards) {
        RedisFailures.translated(() -> {
            // The marks go first: a version without marks is empty by definition, whatever remains of it should this be
            // cut short.
            for (int shard = 0; shard < shards; shard++) {
                link.commands().unlink(new LiveKeys(version, shard).marks());
            }
            ScanArgs args = ScanArgs.Builder.matches(LiveKeys.pattern(version)).limit(SCAN_COUNT);
            ScanCursor cursor = ScanCursor.INITIAL;
            while (!cursor.isFinished()) {
                KeyScanCursor<String> page = link.commands().scan(cursor, args);
                if (!page.getKeys().isEmpty()) {
                    link.commands().unlink(page.getKeys().toArray(String[]::new));
                }
                cursor = page;
            }
            return true;
        });
    }

    /** Closes the connection, not the client. */
    @Override
    public void close() {
        link.close();
    }
}
