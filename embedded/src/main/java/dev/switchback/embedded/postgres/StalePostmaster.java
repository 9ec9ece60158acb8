package dev.switchback.embedded.postgres;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The {@code postmaster.pid} that a killed server leaves. PostgreSQL refuses to start when the pid in it lives, even if that is another
 * program by now. We hold the lock of the folder, so only a PostgreSQL that works on this very directory counts.
 */
final class StalePostmaster {
    private StalePostmaster() {}

    /** Ends a server that still works on the directory, then removes the file. */
    static void clear(Path data, Duration grace) {
        Path file = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return;
            }
            Optional<ProcessHandle> server = server(file, data);
            if (server.isPresent() && !end(server.get(), grace)) {
                throw new EngineException("A PostgreSQL of an earlier run still works on " + data + " as process "
                        + server.get().pid() + " and does not end: stop it, then start again.");
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EngineException(file + " cannot be read or removed: " + e.getMessage(), e);
        }
    }

    private static Optional<ProcessHandle> server(Path file, Path data) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(data.toString()))
                        .orElse(false));
    }

    private static boolean end(ProcessHandle server, Duration grace) {
        server.destroyForcibly();
        try {
            server.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return !server.isAlive();
        }
        return !server.isAlive();
    }
}
