package dev.switchback.embedded;

import dev.switchback.embedded.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/** All engines on a folder, started by a JVM of their own, which a test may kill. */
final class EnginesInChildJvm implements AutoCloseable {
    private final Process jvm;
    final String kafka;
    final URI postgres;
    final URI clickHouse;
    final URI redis;

    private EnginesInChildJvm(Process jvm, List<String> addresses) {
        this.jvm = jvm;
        this.kafka = addresses.get(0);
        this.postgres = URI.create(addresses.get(1));
        this.clickHouse = URI.create(addresses.get(2));
        this.redis = URI.create(addresses.get(3));
    }

    static EnginesInChildJvm start(Path folder) throws IOException {
        Process jvm = new ProcessBuilder(
                        ChildJvm.command(EnginesInChildJvm.class, List.of("-Xmx128m"), List.of(folder.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        List<String> addresses = new ArrayList<>();
        for (String line = output.readLine(); line != null && addresses.size() < 4; line = output.readLine()) {
            addresses.add(line);
            if (addresses.size() == 4) {
                return new EnginesInChildJvm(jvm, addresses);
            }
        }
        throw new IOException("the child JVM gave no addresses: " + addresses);
    }

    /** Runs in the child: prints the addresses and stays until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedEngines engines = EmbeddedEngines.start(
                new EmbeddedSettings(Path.of(arguments[0]), EnumSet.allOf(Engine.class), OptionalInt.empty()))) {
            System.out.println(engines.kafka());
            System.out.println(engines.postgres());
            System.out.println(engines.clickHouse());
            System.out.println(engines.redis());
            System.in.read();
        }
    }

    /** Processes of the engines and their watchdogs that work on a folder; dead ones that nobody has collected do not count. */
    static List<String> processesOn(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path command = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            try {
                String line =
                        Files.readString(command, StandardCharsets.ISO_8859_1).replace('\0', ' ');
                if (line.contains(folder.toString())
                        && process.pid() != ProcessHandle.current().pid()) {
                    found.add(process.pid() + " " + line);
                }
            } catch (IOException gone) {
                // It ended between listing and reading.
            }
        }
        return found;
    }

    void kill() throws InterruptedException {
        jvm.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        jvm.getOutputStream().close();
        jvm.onExit().join();
    }
}
