package dev.switchback.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The manifests of the benchmarks. */
public enum BenchManifest {
    REPLAY("replay.yaml"),
    /** The first of its views only. */
    REPLAY_ONE("replay-one.yaml"),
    KEYS("keys.yaml"),
    FRESHNESS("freshness.yaml"),
    DIFF("diff.yaml");

    private final String file;

    BenchManifest(String file) {
        this.file = file;
    }

    /** Its YAML. */
    public String text() {
        try (InputStream input = BenchManifest.class.getResourceAsStream(file)) {
            if (input == null) {
                throw new IllegalStateException("there is no " + file + " on the class path");
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
