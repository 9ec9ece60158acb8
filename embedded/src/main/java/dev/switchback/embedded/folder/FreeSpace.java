package dev.switchback.embedded.folder;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much a disk still takes; tests put a full one in its place. */
@FunctionalInterface
public interface FreeSpace {
    /** Below this an engine may fail in the middle of a write. */
    long LEAST_BYTES = 512L << 20;

    /** The real file system. */
    FreeSpace OF_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

    long usableBytes(Path folder) throws IOException;

    /**
     * Fails if the disk is nearly full.
     *
     * @throws EngineException saying how much is missing
     */
    default void require(Path folder) throws IOException {
        long usable = usableBytes(folder);
        if (usable < LEAST_BYTES) {
            throw new EngineException(
                    "The disk of " + folder + " has " + (usable >> 20) + " MiB free and the engines need at least "
                            + (LEAST_BYTES >> 20) + " MiB: make room, or choose a folder on another disk with --data.");
        }
    }
}
