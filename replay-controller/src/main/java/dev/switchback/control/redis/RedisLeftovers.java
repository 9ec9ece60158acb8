package dev.switchback.control.redis;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.LeftoverSource;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisFailures;
import dev.switchback.views.redis.RedisLink;
import dev.switchback.views.redis.RedisServers;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys of versions. Looks at every key of the database, page by page; in a cluster, at those of every primary. Thread-safe. */
public final class RedisLeftovers implements LeftoverSource, AutoCloseable {
    private static final Pattern KEY = Pattern.compile("sb:\\{([a-z][a-z0-9_]*)\\.v([0-9]{1,9})\\..*", Pattern.DOTALL);
    private static final int PAGE = 1_000;

    private final RedisLink link;

    /** @param servers stay the caller's to close */
    public RedisLeftovers(RedisServers servers) {
        this.link = new RedisLink(servers);
    }

    @Override
    public List<Leftover> belongings() {
        Map<String, Leftover> found = new TreeMap<>();
        scan(
                "sb:{*",
                keys -> keys.forEach(key -> {
                    Matcher matcher = KEY.matcher(key);
                    if (matcher.matches()) {
                        VersionId version = new VersionId(matcher.group(1), Integer.parseInt(matcher.group(2)));
                        String pattern = LiveKeys.pattern(version);
                        Leftover before = found.get(pattern);
                        found.put(
                                pattern,
                                new Leftover(
                                        Leftover.Kind.REDIS_KEYS,
                                        Optional.of(new Leftover.Owner(version.pipeline(), version.number())),
                                        pattern,
                                        before == null ? 1 : before.count() + 1));
                    }
                }));
        return List.copyOf(found.values());
    }

    @Override
    public boolean remove(Leftover leftover) {
        scan(leftover.name(), keys -> link.commands().unlink(keys.toArray(String[]::new)));
        return true;
    }

    private void scan(String pattern, Consumer<List<String>> page) {
        RedisFailures.translated(() -> {
            ScanArgs args = ScanArgs.Builder.matches(pattern).limit(PAGE);
            ScanCursor cursor = ScanCursor.INITIAL;
            while (!cursor.isFinished()) {
                KeyScanCursor<String> keys = link.commands().scan(cursor, args);
                if (!keys.getKeys().isEmpty()) {
                    page.accept(keys.getKeys());
                }
                cursor = keys;
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
