package dev.switchback.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The manifests that come with the program. */
public enum BundledManifest {
    /** All Wikipedia edits. */
    DEMO_FIRST("demo/wikipedia-v1.yaml"),
    /** Those that robots did not make, and one measure more. */
    DEMO_SECOND("demo/wikipedia-v2.yaml");

    private final String file;

    BundledManifest(String file) {
        this.file = file;
    }

    /** Its YAML. */
    public String text() {
        try (InputStream input = BundledManifest.class.getResourceAsStream(file)) {
            if (input == null) {
                throw new IllegalStateException("there is no " + file + " on the class path");
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
