package dev.switchback.standalone.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a child process leaves the processors to others, until it is told otherwise. Where this process may lower a child's niceness again (as
 * root does), the whole child is started nice; where it may not, only the compilers of its JVM are, which it can bear for ever: they are most of
 * what a start costs. Where there is no {@code nice}, nothing changes. Thread-safe.
 */
final class Niceness {
    private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
    /** A tenth of the share of others: it still gets on where all processors are busy. */
    private static final String NICE = "10";

    private static final int PATIENCE_SECONDS = 5;
    /** A thread that is made while the others are changed takes after the one that makes it. */
    private static final int ROUNDS = 3;

    private final boolean reversible;

    /** @param reversible whether a child may be made less nice again */
    Niceness(boolean reversible) {
        this.reversible = reversible;
    }

    /** Finds out what this process may do. */
    static Niceness probe() {
        return new Niceness(runs(List.of("nice", "-n", NICE, "sh", "-c", "exec renice -n 0 -p $$")));
    }

    /** The command of a child that gives way; the same where only {@link #jvmOptions()} make it. */
    List<String> command(List<String> command) {
        if (!reversible) {
            return command;
        }
        List<String> nice = new ArrayList<>(List.of("nice", "-n", NICE));
        nice.addAll(command);
        return nice;
    }

    /** Options of a child JVM that gives way. */
    List<String> jvmOptions() {
        return reversible ? List.of() : List.of("-XX:ThreadPriorityPolicy=1", "-XX:CompilerThreadPriority=" + NICE);
    }

    /** Makes a running child give way, or no longer; what cannot be changed stays as it is. */
    void set(ProcessHandle child, boolean givesWay) {
        for (int round = 0; reversible && round < ROUNDS; round++) {
            List<String> command = new ArrayList<>(List.of("renice", "-n", givesWay ? NICE : "0", "-p"));
            command.addAll(threads(child.pid()));
            if (!runs(command)) {
                LOG.debug("the niceness of process {} was not changed in round {}", child.pid(), round);
            }
        }
    }

    /** Linux keeps niceness by thread; elsewhere it is the process's. */
    private static List<String> threads(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.map(task -> task.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of(Long.toString(pid));
        }
    }

    private static boolean runs(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
