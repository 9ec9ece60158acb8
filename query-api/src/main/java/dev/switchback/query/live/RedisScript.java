package dev.switchback.query.live;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A script that runs in a shard at one moment; it only reads.
 *
 * @param digest by which Redis knows a script that it ran before
 */
record RedisScript(String source, String digest) {

    RedisScript(String source) {
        this(source, Base16.digest(source.getBytes(StandardCharsets.UTF_8)));
    }

    /** A script beside this class. */
    static RedisScript resource(String name) {
        try (InputStream script = RedisScript.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new RedisScript(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
