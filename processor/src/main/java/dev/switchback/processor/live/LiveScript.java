package dev.switchback.processor.live;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisFailures;
import dev.switchback.views.redis.RedisLink;
import dev.switchback.views.redis.RedisServers;
import java.util.List;
import java.util.Locale;

/**
 * The scripts that move live marks, on one connection, which is made when first needed. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while Redis cannot be reached; repeating a call is harmless, as its mark tells.
 */
public final class LiveScript implements SessionScript, AutoCloseable {
    private final RedisLink link;
    private final RedisScript apply = new RedisScript("apply.lua");
    private final RedisScript look = new RedisScript("look.lua");
    private final RedisScript idle = new RedisScript("idle.lua");
    private final RedisScript sessions = new RedisScript("sessions.lua");

    /** @param servers stay the caller's to close */
    public LiveScript(RedisServers servers) {
        this.link = new RedisLink(servers);
    }

    /**
     * Finds out where a partition stands in a shard. A mark before {@code reached} means that Redis lost data; then readers are made to wait
     * until that is reached again.
     *
     * @param start the mark where there is none
     * @param lagging whether a mark that exists may lie before {@code reached} although nothing was lost
     */
    LiveMark look(VersionId version, int shard, int partition, long start, long reached, boolean lagging) {
        LiveKeys keys = new LiveKeys(version, shard);
        return RedisFailures.translated(() -> LiveMark.of(
                look.texts(
                        link.commands(),
                        names(keys),
                        String.valueOf(partition),
                        String.valueOf(start),
                        String.valueOf(reached),
                        lagging ? "lagging" : ""),
                start));
    }

    /**
     * Runs the script that applies a batch.
     *
     * @param start the mark of a shard that has none
     * @return where the partition stood before
     */
    LiveMark apply(VersionId version, int shard, long start, String[] arguments) {
        LiveKeys keys = new LiveKeys(version, shard);
        return RedisFailures.translated(() -> LiveMark.of(apply.texts(link.commands(), names(keys), arguments), start));
    }

    /** Says whether a partition is idle, where the shard's mark is {@code mark}; returns whether it is. */
    boolean markIdle(VersionId version, int shard, int partition, long mark, boolean isIdle) {
        LiveKeys keys = new LiveKeys(version, shard);
        String[] names = {keys.marks(), keys.idle(), keys.never()};
        return !RedisFailures.translated(() -> idle.texts(
                        link.commands(),
                        names,
                        String.valueOf(partition),
                        String.valueOf(mark),
                        isIdle ? "SADD" : "SREM"))
                .isEmpty();
    }

    @Override
    public Result run(LiveKeys keys, Operation operation, List<String> arguments) {
        String[] names = {keys.sessionMarks(), keys.sessionFences(), keys.sessionHorizon(), keys.never()};
        String[] words = SessionScript.words(operation, arguments);
        String answer = RedisFailures.translated(() ->
                String.valueOf(sessions.texts(link.commands(), names, words).getFirst()));
        return Result.valueOf(answer.toUpperCase(Locale.ROOT));
    }

    private static String[] names(LiveKeys keys) {
        return new String[] {keys.marks(), keys.times(), keys.rebuild(), keys.idle(), keys.horizon(), keys.never()};
    }

    @Override
    public void close() {
        link.close();
    }
}
