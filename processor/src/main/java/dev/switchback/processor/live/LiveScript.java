package dev.switchback.processor.live;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisFailures;
import dev.switchback.views.redis.RedisLink;
import dev.switchback.views.redis.RedisServers;
import java.util.List;
import java.util.Locale;

/**
 * The scripts that move live marks, on one connection, which is made when first needed. Thread-safe.
 */
public final class LiveScript implements LiveMarks, SessionScript, AutoCloseable {
    private final RedisLink link;
    private final RedisScript apply = new RedisScript("apply.lua");
    private final RedisScript look = new RedisScript("look.lua");
    private final RedisScript idle = new RedisScript("idle.lua");
    private final RedisScript sessions = new RedisScript("sessions.lua");

    /** @param servers stay the caller's to close */
    public LiveScript(RedisServers servers) {
        this.link = new RedisLink(servers);
    }

    @Override
    public LiveMark look(VersionId version, int shard, int partition, long start, long reached, boolean lagging) {
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

    @Override
    public LiveMark apply(VersionId version, int shard, long start, String[] arguments) {
        LiveKeys keys = new LiveKeys(version, shard);
        return RedisFailures.translated(() -> LiveMark.of(apply.texts(link.commands(), names(keys), arguments), start));
    }

    @Override
    public boolean markIdle(VersionId version, int shard, int partition, long mark, boolean isIdle) {
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
