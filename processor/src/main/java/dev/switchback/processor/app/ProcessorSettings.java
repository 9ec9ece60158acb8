package dev.switchback.processor.app;

import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.nio.file.Path;

/**
 * What one instance of a version's processor is told.
 *
 * @param instance its unique name, as the run board shows it
 * @param threads that read and process, 1 or more
 * @param stateDirectory for files of its own; made if missing
 */
public record ProcessorSettings(
        EngineAddresses engines, VersionId version, String instance, int threads, Path stateDirectory) {
    public ProcessorSettings {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("threads must lie between 1 and 64: " + threads);
        }
        if (instance.isBlank()) {
            throw new IllegalArgumentException("an instance needs a name");
        }
    }
}
