package dev.switchback.embedded.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real JVMs, which record, make and use an archive of a small jar: whatever is wrong with it, the program runs. */
final class StartArchiveTest {
    @TempDir
    private Path folder;

    /** Runs in the child JVMs. */
    static final class Program {
        public static void main(String[] arguments) {
            System.out.println("it runs: " + arguments[0]);
        }
    }

    @BeforeEach
    void makeProgram() throws IOException {
        String name = Program.class.getName().replace('.', '/') + ".class";
        Path jar = folder.resolve("program.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var code = Program.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new ZipEntry(name));
            code.transferTo(out);
            out.closeEntry();
        }
        Files.writeString(folder.resolve("classpath.standalone"), jar.toString());
        Files.createDirectories(folder.resolve("archives"));
    }

    private Path archive() {
        return folder.resolve("archives").resolve("processor.aot");
    }

    private List<String> command(Map<String, String> properties, String... more) {
        properties.forEach(System::setProperty);
        try {
            List<String> options = new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC"));
            options.addAll(List.of(more));
            return ChildJvm.command(StartArchive.PROCESSOR, Program.class, options, List.of("once"));
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private List<String> use(String... more) {
        return command(Map.of("switchback.program", folder.toString()), more);
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** As the launcher script does. */
    private void rehearse() throws IOException {
        run(command(Map.of("switchback.program", folder.toString(), "switchback.recordings", folder.toString())));
        List<String> create = new ArrayList<>(use());
        create.removeIf(option -> option.startsWith("-XX:AOT"));
        create.addAll(
                1,
                List.of(
                        "-XX:AOTMode=create",
                        "-XX:AOTConfiguration=" + folder.resolve("processor.recording"),
                        "-XX:AOTCache=" + archive()));
        run(create);
        assertTrue(Files.size(archive()) > 0, "an archive was made");
    }

    @Test
    void aJvmStartsFromItsArchive() throws IOException {
        rehearse();

        assertEquals("it runs: once", run(use()));
        assertTrue(run(use("-Xlog:class+load")).contains(Program.class.getName() + " source: shared objects file"));
    }

    @Test
    void withoutAnArchiveItStartsAsAnyOther() throws IOException {
        assertFalse(use().toString().contains("AOTCache"));
        assertEquals("it runs: once", run(use()));
    }

    @Test
    void aBrokenArchiveCostsSpeedOnly() throws IOException {
        rehearse();
        byte[] whole = Files.readAllBytes(archive());

        Files.write(archive(), new byte[0]);
        assertEquals("it runs: once", run(use()), "empty");

        Files.writeString(archive(), "no archive");
        assertEquals("it runs: once", run(use()), "something else");

        Files.write(archive(), Arrays.copyOf(whole, whole.length / 2));
        assertEquals("it runs: once", run(use()), "half of it");

        Files.write(archive(), whole);
        try (RandomAccessFile file = new RandomAccessFile(archive().toFile(), "rw")) {
            file.seek(whole.length / 2);
            file.write(new byte[4096]);
            file.seek(whole.length / 4);
            file.write(new byte[4096]);
        }
        assertEquals("it runs: once", run(use()), "damaged in the middle");
    }

    @Test
    void anArchiveOfOtherJarsIsPassedOver() throws IOException {
        rehearse();
        Path other = folder.resolve("other.jar");
        Files.copy(folder.resolve("program.jar"), other);
        Files.writeString(folder.resolve("classpath.standalone"), other.toString());

        assertEquals("it runs: once", run(use()));
    }

    @Test
    void aJvmThatRecordsMayTakeLongerToEnd() {
        Duration usual = Duration.ofSeconds(15);
        assertEquals(usual, StartArchive.grace(usual));

        System.setProperty("switchback.recordings", folder.toString());
        try {
            assertTrue(StartArchive.grace(usual).compareTo(usual) > 0);
        } finally {
            System.clearProperty("switchback.recordings");
        }
    }
}
