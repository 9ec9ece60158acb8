package dev.switchback.processor.live;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Lua script beside this class; Redis is sent its text only where it does not know it yet. Thread-safe. */
final class RedisScript {
    private final String source;
    private volatile @Nullable String digest;

    RedisScript(String name) {
        try (InputStream script = RedisScript.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is missing");
            }
            this.source = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script that returns texts. */
    List<@Nullable String> texts(RedisClusterCommands<String, String> commands, String[] keys, String... arguments) {
        try {
            return commands.evalsha(digest(commands), ScriptOutputType.MULTI, keys, arguments);
        } catch (RedisNoScriptException e) {
            return commands.eval(source, ScriptOutputType.MULTI, keys, arguments);
        }
    }

    private String digest(RedisClusterCommands<String, String> commands) {
        String known = digest;
        if (known == null) {
            known = commands.digest(source);
            digest = known;
        }
        return known;
    }
}
