package dev.switchback.standalone.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of an image that holds one service, on a class path without the modules of the others. */
final class ServiceMainTest {
    private static final Set<String> SERVICES = Set.of("query-api", "replay-controller", "processor", "migrations");

    /** @param modules that the image has beside those that every image has, one space between two */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query-api                    | serve                       | Say which service",
                "query-api                    | migrate                     | made without migrations: use switchback/replay-controller",
                "query-api                    | serve processor numbers 1   | made without the processor: use switchback/processor",
                "query-api                    | serve replay-controller     | made without the replay-controller",
                "processor                    | serve                       | Say which service",
                "processor                    | migrate                     | made without migrations: use switchback/replay-controller",
                "processor                    | serve query-api             | made without the query-api: use switchback/query-api",
                "replay-controller migrations | serve                       | Say which service",
                "replay-controller migrations | serve query-api             | made without the query-api"
            })
    void whatAnImageLacksIsNamedAndNotNeeded(String modules, String arguments, String sentence)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPathWith(Set.of(modules.split(" "))),
                ServiceMain.class.getName()));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), output);
        assertTrue(output.startsWith("switchback: ") && output.contains(sentence), output);
        assertEquals(1, output.lines().count(), output);
    }

    private static String classPathWith(Set<String> modules) {
        Set<String> others = SERVICES.stream()
                .filter(module -> !modules.contains(module))
                .map(module -> File.separator + module + File.separator + "target" + File.separator)
                .collect(Collectors.toSet());
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> others.stream().noneMatch(entry::contains))
                .toList();
        return String.join(File.pathSeparator, entries);
    }
}
