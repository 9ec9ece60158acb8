package dev.switchback.embedded.folder;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The password of a data folder's engines: made once, readable by its owner only. */
public final class Secret {
    private Secret() {}

    /** The file that holds it, alone. */
    public static Path file(DataFolder folder) {
        return folder.root().resolve("password");
    }

    /** Reads it, or makes it; one at a time, since engines that start side by side would each make one. */
    public static synchronized String of(DataFolder folder) {
        Path file = file(folder);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[16];
                new SecureRandom().nextBytes(random);
                Path temporary = Files.createTempFile(
                        folder.root(),
                        "password",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(temporary, HexFormat.of().formatHex(random));
                Files.move(temporary, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EngineException("The password file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
