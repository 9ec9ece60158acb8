package dev.switchback.processor.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file whose time says that a processor's process still works: it has no port that could be asked. A version that has failed works on, and
 * says so on the run board; starting it again would not help.
 */
public final class Pulse {
    /** Name of the file in {@code SWITCHBACK_STATE}. */
    public static final String FILE = "pulse";

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Path file;
    private final Clock clock;
    private final BooleanSupplier alive;

    /** @param alive asked before each beat */
    Pulse(Path folder, Clock clock, BooleanSupplier alive) {
        this.file = folder.resolve(FILE);
        this.clock = clock;
        this.alive = alive;
    }

    /** Sets the file's time to now if the processor is alive; makes the file and its folder if missing. */
    void beat() {
        if (!alive.getAsBoolean()) {
            return;
        }
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.resolveSibling("."));
                Files.createFile(file);
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.warn("{} cannot be touched: {}", file, e.getMessage());
        }
    }
}
