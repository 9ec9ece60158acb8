package dev.switchback.standalone.proofs;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data and peers' test vectors beside the project; nothing of them is copied into it. */
final class SharedData {
    private SharedData() {}

    /** A folder; the test is passed over where it is absent. */
    static Path folder(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/data").resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        Assumptions.abort("shared/data/" + name + " is not beside the project");
        throw new AssertionError();
    }
}
