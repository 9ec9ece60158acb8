package dev.switchback.query.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script that runs in a shard at one moment; it only reads. */
record RedisScript(String source) {

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
