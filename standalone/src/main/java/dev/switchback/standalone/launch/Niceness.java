package dev.switchback.standalone.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a child process leaves the processors to others, until it is told otherwise. Every child is started in a session of its own: where Linux groups
 * tasks by session (autogroups), niceness counts among the threads of a session only, and what others feel is that of the group (sched(7)). So both are
 * set. A group's may be taken back by anyone who owns it, a thread's by a privileged process (root, CAP_SYS_NICE) only; where this one is not, threads stay as they
 * are but for the compilers of the child's JVM, which can bear it for ever: they are most of what a start costs. Where there is no {@code setsid} or no
 * {@code nice}, what they would do is left out. Thread-safe.
 */
final class Niceness {
    private static final Logger LOG = LoggerFactory.getLogger(Niceness.class);
    /** The nicest: a seventieth of the share of others. */
    private static final String NICE = "19";
    /** The niceness and the command to become. Who is not privileged may change groups ten times a second only. */
    private static final String NICE_GROUP = "nice=$1; shift; if [ -w /proc/$$/autogroup ]; then"
            + " for round in 1 2 3; do echo $nice 2>/dev/null >/proc/$$/autogroup && break; sleep 0.2; done; fi;"
            + " exec \"$@\"";

    private static final int PATIENCE_SECONDS = 5;
    /** A thread that is made while the others are changed takes after the one that makes it. */
    private static final int ROUNDS = 3;

    private static final Duration GROUP_PAUSE = Duration.ofMillis(150);

    private final boolean reversible;
    private final boolean ownSessions;

    /**
     * @param reversible whether a child's threads may be made less nice again
     * @param ownSessions whether there is a {@code setsid}
     */
    Niceness(boolean reversible, boolean ownSessions) {
        this.reversible = reversible;
        this.ownSessions = ownSessions;
    }

    /** Finds out what this process may do. */
    static Niceness probe() {
        return new Niceness(
                runs(List.of("nice", "-n", NICE, "sh", "-c", "exec renice -n 0 -p $$")),
                runs(List.of("setsid", "true")));
    }

    /** The command of a child; where it gives way, {@link #jvmOptions()} belong to it. */
    List<String> command(List<String> command, boolean givesWay) {
        List<String> all = new ArrayList<>();
        if (ownSessions) {
            all.add("setsid");
            if (givesWay) {
                all.addAll(List.of("sh", "-c", NICE_GROUP, "sh", NICE));
            }
        }
        if (givesWay && reversible) {
            all.addAll(List.of("nice", "-n", NICE));
        }
        all.addAll(command);
        return all;
    }

    /** Options of a child JVM that gives way. */
    List<String> jvmOptions() {
        return reversible ? List.of() : List.of("-XX:ThreadPriorityPolicy=1", "-XX:CompilerThreadPriority=10");
    }

    /** Makes a running child give way, or no longer; what cannot be changed stays as it is. */
    void set(ProcessHandle child, boolean givesWay) {
        String nice = givesWay ? NICE : "0";
        if (ownSessions) {
            setGroup(child.pid(), nice);
        }
        for (int round = 0; reversible && round < ROUNDS; round++) {
            List<String> command = new ArrayList<>(List.of("renice", "-n", nice, "-p"));
            command.addAll(threads(child.pid()));
            if (!runs(command)) {
                LOG.debug("the niceness of process {} was not changed in round {}", child.pid(), round);
            }
        }
    }

    private static void setGroup(long pid, String nice) {
        Path group = Path.of("/proc", Long.toString(pid), "autogroup");
        for (int round = 0; round < ROUNDS && Files.isWritable(group) && leadsSession(pid); round++) {
            try {
                Files.writeString(group, nice);
                return;
            } catch (IOException e) {
                LOG.debug("the niceness of the group of process {} was not changed in round {}", pid, round, e);
                LockSupport.parkNanos(GROUP_PAUSE.toNanos());
            }
        }
    }

    /** A child that has not come to its own session yet would have this process's group changed. */
    private static boolean leadsSession(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // After the name, which may hold anything: state, parent, process group, session (proc(5)).
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return fields[3].equals(Long.toString(pid));
        } catch (IOException e) {
            return false;
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
