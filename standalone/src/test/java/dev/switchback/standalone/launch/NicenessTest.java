package dev.switchback.standalone.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On real processes; what is expected depends on what the system lets this process do, which the test finds out by itself. */
@EnabledOnOs(OS.LINUX)
final class NicenessTest {
    /** A JVM, since it has many threads, which waits for the end of its input. */
    private static final List<String> CHILD = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx16m",
            "-cp",
            System.getProperty("java.class.path"),
            NicenessTest.class.getName());

    private @Nullable Process started;

    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        System.in.readAllBytes();
    }

    private void start(List<String> command) throws IOException {
        started = new ProcessBuilder(command).start();
        assertEquals('r', child().getInputStream().read(), "the child says that it is ready");
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.destroyForcibly();
        }
    }

    private Process child() {
        return Objects.requireNonNull(started);
    }

    /** Field 19 of each thread's stat, relative to this process's own. */
    private Set<Integer> niceness() throws IOException {
        int own = niceness(Path.of("/proc/self/stat"));
        Set<Integer> found = new TreeSet<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(child().pid()), "task"))) {
            for (Path task : tasks.toList()) {
                if (Files.exists(task)) {
                    found.add(niceness(task.resolve("stat")) - own);
                }
            }
        }
        return found;
    }

    private static int niceness(Path stat) throws IOException {
        return Integer.parseInt(afterName(stat)[16]);
    }

    private static boolean mayLift() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        long effective = status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        int sysNice = 23;
        return ((effective >> sysNice) & 1) == 1;
    }

    /** Of the group that Linux made for the child's session; empty where it makes none: a process that no session was made for reads an empty file. */
    private OptionalInt groupNiceness() throws IOException {
        Path group = Path.of("/proc", Long.toString(child().pid()), "autogroup");
        if (Files.notExists(group)) {
            return OptionalInt.empty();
        }
        String text = Files.readString(group).strip();
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1)));
    }

    private static long session(String process) throws IOException {
        return Long.parseLong(afterName(Path.of("/proc", process, "stat"))[3]);
    }

    /** The fields of a stat from the third on: the second, a name, may hold anything. */
    private static String[] afterName(Path stat) throws IOException {
        String text = Files.readString(stat);
        return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    }

    @Test
    void aChildThatGivesWayIsNiceAndCanBeLiftedWithAllItsThreads() throws IOException {
        Niceness niceness = Niceness.probe();
        Set<Integer> nice = mayLift() ? Set.of(19) : Set.of(0);

        start(niceness.command(CHILD, true));
        assertEquals(nice, niceness(), "what could not be taken back is not begun");
        assertEquals(!mayLift(), niceness.jvmOptions().contains("-XX:CompilerThreadPriority=10"));
        assertEquals(19, groupNiceness().orElse(19));

        niceness.set(child().toHandle(), false);
        assertEquals(Set.of(0), niceness());
        assertEquals(0, groupNiceness().orElse(0));

        niceness.set(child().toHandle(), true);
        assertEquals(nice, niceness());
        assertEquals(19, groupNiceness().orElse(19));
    }

    @Test
    void aChildThatDoesNotGiveWayHasAGroupOfItsOwn() throws IOException {
        start(Niceness.probe().command(CHILD, false));

        assertEquals(child().pid(), session(Long.toString(child().pid())));
        assertEquals(Set.of(0), niceness());
        assertEquals(0, groupNiceness().orElse(0));
    }

    @Test
    void theGroupOfOthersIsNotChanged() throws IOException {
        Niceness withoutSessions = new Niceness(false, false);
        start(withoutSessions.command(CHILD, true));
        OptionalInt before = groupNiceness();

        new Niceness(false, true).set(child().toHandle(), true);
        assertEquals(before, groupNiceness(), "the child is in the session of this process");
        assertNotEquals(child().pid(), session(Long.toString(child().pid())));
    }

    @Test
    void whereItCannotBeTakenBackOnlyTheCompilersGiveWay() throws IOException {
        Niceness compilersOnly = new Niceness(false, false);
        List<String> command = new ArrayList<>(CHILD);
        command.addAll(1, compilersOnly.jvmOptions());

        start(compilersOnly.command(command, true));
        Set<Integer> found = niceness();
        assertEquals(10, found.stream().max(Integer::compare).orElseThrow());
        assertEquals(
                0,
                niceness(Path.of("/proc", Long.toString(child().pid()), "stat"))
                        - niceness(Path.of("/proc/self/stat")));
    }
}
