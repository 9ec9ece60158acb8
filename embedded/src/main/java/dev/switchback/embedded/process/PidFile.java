package dev.switchback.embedded.process;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pid and start time of a process, on disk. */
public final class PidFile {
    /** Two JVMs may compute the start of a process a little differently: the kernel counts from a boot time of whole seconds. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    static PidFile write(Path file, ProcessHandle process) throws IOException {
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Files.writeString(file, process.pid() + "\n" + started + "\n");
        return new PidFile(file);
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A stale file does no harm: the start time in it no longer fits any process.
        }
    }

    /**
     * Ends the process that an earlier run left behind, if there is one.
     *
     * @param grace how long a watchdog of the earlier run may still take to stop it
     * @throws EngineException if it will not end
     */
    public static void stopLeftover(Path file, String name, Duration grace) {
        Optional<ProcessHandle> leftover = read(file);
        if (leftover.isPresent()) {
            ProcessHandle process = leftover.get();
            process.destroy();
            if (!ended(process, grace)) {
                process.destroyForcibly();
                if (!ended(process, Duration.ofSeconds(5))) {
                    throw new EngineException("A " + name + " of an earlier run is still there as process "
                            + process.pid() + " and does not end: stop it, then start again.");
                }
            }
        }
        new PidFile(file).delete();
    }

    private static boolean ended(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (ExecutionException | TimeoutException e) {
            return !process.isAlive();
        }
    }

    private static Optional<ProcessHandle> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < 2) {
                return Optional.empty();
            }
            Instant started = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
            return ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(at -> Duration.between(started, at).abs().compareTo(START_TOLERANCE) <= 0)
                            .isPresent());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
