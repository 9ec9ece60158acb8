package dev.switchback.standalone.proofs;

import dev.switchback.embedded.testing.TestJars;
import dev.switchback.sample.EditScoring;
import dev.switchback.views.functions.FunctionJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The jar of the module {@code sample-functions}, as a user would upload it. */
final class SampleJar {
    private static final String FOLDER = "dev/switchback/sample/";

    private SampleJar() {}

    static FunctionJar read() {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : List.of("EditScoring.class", "revert-words.txt")) {
            try (InputStream in = Objects.requireNonNull(EditScoring.class.getResourceAsStream(name), name)) {
                files.put(FOLDER + name, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new FunctionJar("edit-scoring.jar", TestJars.of(files));
    }
}
