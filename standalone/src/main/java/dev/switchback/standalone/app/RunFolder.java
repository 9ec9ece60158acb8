package dev.switchback.standalone.app;

import dev.switchback.embedded.folder.Cache;
import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a running stack: data and logs.
 *
 * @param temporary whether {@link #close()} removes it
 */
public record RunFolder(Path path, boolean temporary) implements AutoCloseable {
    /**
     * A folder that stays; made if missing.
     *
     * @throws UserException if it cannot be made or written
     */
    static RunFolder at(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder.resolve("logs"));
        } catch (IOException e) {
            throw new UserException("The data folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        return new RunFolder(folder, false);
    }

    /** A temporary one. */
    public static RunFolder fresh() {
        try {
            Path folder = Files.createTempDirectory("switchback-");
            Files.createDirectories(folder.resolve("logs"));
            return new RunFolder(folder, true);
        } catch (IOException e) {
            throw new UserException("No temporary folder can be made: " + e.getMessage() + ".", e);
        }
    }

    /** The log of this process. */
    public Path log() {
        return path.resolve("logs").resolve("switchback.log");
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Cache.deleteTree(path);
        }
    }
}
