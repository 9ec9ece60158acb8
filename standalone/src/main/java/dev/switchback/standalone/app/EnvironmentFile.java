package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.launch.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file {@code env} in the data folder of a running {@code up}: lines for a shell that name its engines and ports. */
final class EnvironmentFile {
    private static final String NAME = "env";
    private static final String PROCESS = "# process ";

    private EnvironmentFile() {}

    static void write(Path folder, Stack stack) {
        Map<String, String> variables = new TreeMap<>(ProcessLauncher.environment(stack.engines()));
        variables.put(
                Configuration.ADMIN_PORT, Integer.toString(stack.adminUrl().getPort()));
        variables.put(
                Configuration.QUERY_PORT,
                Integer.toString(stack.queryUrls().getFirst().getPort()));
        List<String> lines = new ArrayList<>();
        lines.add(PROCESS + ProcessHandle.current().pid());
        variables.forEach((name, value) -> lines.add("export " + name + "='" + value.replace("'", "'\\''") + "'"));
        try {
            Files.write(folder.resolve(NAME), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The lines of the running {@code up} on this folder.
     *
     * @throws UserException if none runs there
     */
    static List<String> read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.isEmpty() || !isAlive(lines.getFirst())) {
                throw new UserException(
                        "No './switchback up' runs on " + folder + "; start it, or name its folder with --data.");
            }
            return lines.subList(1, lines.size());
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static boolean isAlive(String line) {
        String pid = line.startsWith(PROCESS) ? line.substring(PROCESS.length()) : "";
        return pid.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }
}
