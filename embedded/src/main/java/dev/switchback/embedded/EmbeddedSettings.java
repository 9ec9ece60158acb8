package dev.switchback.embedded;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to start and where.
 *
 * @param dataDirectory holds all data, logs and pid files of the engines; made if missing
 * @param engines which to start
 * @param kafkaPort fixed port of the broker; empty: a free one, kept for this data directory
 */
public record EmbeddedSettings(Path dataDirectory, Set<Engine> engines, OptionalInt kafkaPort) {
    public EmbeddedSettings {
        engines = Set.copyOf(engines);
    }
}
