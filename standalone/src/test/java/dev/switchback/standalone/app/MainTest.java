package dev.switchback.standalone.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake gets one clear sentence and a status that is not 0. */
@Isolated("It reads what the process prints.")
final class MainTest {
    @TempDir
    Path home = Path.of("");

    private record Outcome(int status, String output, String errors) {}

    @ParameterizedTest
    @CsvSource({
        "SWITCHBACK_QUERYPORT, 8080, SWITCHBACK_QUERYPORT is unknown",
        "SWITCHBACK_QUERY_PORT, eighty, SWITCHBACK_QUERY_PORT is not a port",
        "SWITCHBACK_ADMIN_PORT, 70000, SWITCHBACK_ADMIN_PORT is not a port",
        "SWITCHBACK_KAFKA_PORT, -1, SWITCHBACK_KAFKA_PORT is not a port",
        "SWITCHBACK_LAUNCHER, containers, SWITCHBACK_LAUNCHER is neither"
    })
    void aWrongVariableIsNamed(String name, String value, String sentence) {
        Outcome outcome = run(Map.of(name, value), "status");
        assertTrue(outcome.status != 0);
        assertTrue(outcome.errors.contains(sentence), outcome.errors);
        assertOneSentence(outcome);
    }

    @Test
    void nothingRunning() throws IOException {
        Outcome outcome = run(Map.of("SWITCHBACK_ADMIN_PORT", unusedPort()), "status");
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("Nothing answers at http://localhost:"), outcome.errors);
        assertOneSentence(outcome);
    }

    @Test
    void queryOfNothingRunning() throws IOException {
        Outcome outcome = run(Map.of("SWITCHBACK_QUERY_PORT", unusedPort()), "query", "wikipedia/hourly?from=a b");
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("Nothing answers at"), outcome.errors);
    }

    @Test
    void aMissingManifest() {
        Outcome outcome = run(Map.of(), "deploy", home.resolve("none.yaml").toString());
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("There is no file "), outcome.errors);
        assertOneSentence(outcome);
    }

    @Test
    void aManifestThatIsNone() throws IOException {
        Path file = Files.writeString(home.resolve("wrong.yaml"), "pipeline: [unfinished");
        Outcome outcome = run(Map.of(), "deploy", file.toString());
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("wrong.yaml is no manifest"), outcome.errors);
        assertFalse(outcome.errors.contains("\tat "), outcome.errors);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diff: [ | is neither YAML nor JSON: line 1",
                "1% | has to be an object",
                "{} | has to be an object",
                "{diff: 1%} | diff in ",
                "{approval: false} | leave --require-approval out",
                "{diff: {max_changed_keys: 2%}} | leave --max-changed-keys out",
                "{approval: true, approval: true} | found duplicate key approval"
            })
    void gatesThatAreNoneAreNamedBeforeAnythingIsAsked(String gates, String sentence) throws IOException {
        Path manifest = Files.writeString(home.resolve("edits.yaml"), """
                pipeline: p
                source: {topic: p, format: json, event_time: t, out_of_orderness: PT1S, columns: {t: TIMESTAMP(3)}}
                views: {v: {sql: SELECT t FROM p}}
                """);
        Path file = Files.writeString(home.resolve("gates.yaml"), gates);
        Outcome outcome = run(
                Map.of("SWITCHBACK_ADMIN_PORT", unusedPort()),
                "deploy",
                manifest.toString(),
                "--gates",
                file.toString(),
                "--max-changed-keys",
                "1%",
                "--require-approval");
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains(sentence), outcome.errors);
        assertOneSentence(outcome);
    }

    @Test
    void filesAreLookedForBeforeKafkaIs() {
        Outcome outcome =
                run(Map.of(), "load", "--topic", "t", home.resolve("none.json").toString());
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("There is no file "), outcome.errors);
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Outcome outcome = run(Map.of("SWITCHBACK_ADMIN_PORT", port), "up", "--data", home.toString());
            assertEquals(1, outcome.status);
            assertTrue(outcome.errors.contains("Port " + port + " is taken"), outcome.errors);
            assertOneSentence(outcome);
        }
    }

    @Test
    void variablesOfServicesAreNamedWhereUpDoesNotUseThem() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Outcome outcome = run(
                    Map.of(
                            "SWITCHBACK_ADMIN_PORT",
                            port,
                            "SWITCHBACK_QUERY_RATE",
                            "5",
                            "SWITCHBACK_TLS_KEYSTORE",
                            "/keys"),
                    "up",
                    "--data",
                    home.toString());
            assertTrue(
                    outcome.output.contains("without TLS and limits: SWITCHBACK_QUERY_RATE, SWITCHBACK_TLS_KEYSTORE ("),
                    outcome.output);
        }
    }

    @Test
    void environmentOfNothingRunning() {
        Outcome outcome = run(Map.of(), "env");
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("No './switchback up' runs on "), outcome.errors);
        assertOneSentence(outcome);
    }

    @Test
    void aServiceWithoutEngines() {
        Outcome outcome = run(Map.of("SWITCHBACK_KAFKA", "localhost:9092"), "migrate");
        assertEquals(1, outcome.status);
        assertTrue(outcome.errors.contains("SWITCHBACK_POSTGRES is not set"), outcome.errors);
    }

    @Test
    void anUnknownCommandIsAnErrorOfUse() {
        assertEquals(2, run(Map.of(), "lode").status);
    }

    @Test
    void verboseShowsWhere() throws IOException {
        Outcome outcome = run(Map.of("SWITCHBACK_ADMIN_PORT", unusedPort()), "status", "--verbose");
        assertTrue(outcome.errors.contains("\tat "), outcome.errors);
    }

    private static void assertOneSentence(Outcome outcome) {
        assertEquals(1, outcome.errors.strip().lines().count(), outcome.errors);
        assertTrue(outcome.errors.startsWith("switchback: "), outcome.errors);
    }

    private Outcome run(Map<String, String> environment, String... arguments) {
        PrintStream outputBefore = System.out;
        PrintStream errorsBefore = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            int status = Main.run(new HashMap<>(environment), home, arguments);
            return new Outcome(
                    status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outputBefore);
            System.setErr(errorsBefore);
        }
    }

    private static String unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
