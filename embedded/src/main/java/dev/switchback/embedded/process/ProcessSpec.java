package dev.switchback.embedded.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How an engine runs as a process.
 *
 * @param name for messages
 * @param environment added to that of this JVM
 * @param log where its output is appended
 * @param pidFile names the process to the next start
 * @param stopSignal name of the signal that makes it stop cleanly, such as {@code TERM}
 * @param grace how long it may take to stop before it is killed
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        Path log,
        Path pidFile,
        String stopSignal,
        Duration grace) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
