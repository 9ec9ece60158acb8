package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.embedded.testing.TestJars;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Main;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.standalone.terminal.VerdictText;
import dev.switchback.views.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The determinism self-check while events arrive: of plain logic, and of a function that the guard over byte code cannot see through. */
final class SelfCheckTest {
    private static final String TOPIC = TestEngines.uniqueName("checked");
    private static final String PLAIN = TestEngines.uniqueName("plain");
    private static final String LUCKY = TestEngines.uniqueName("lucky");

    /** Object.hashCode is a random number of the virtual machine; what calls it may be any collection. */
    private static final String FUNCTION = """
            package user;
            public final class Luck {
                public static long throwOf(long seed) {
                    return seed + (new Object().hashCode() & 7);
                }
            }
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P1, P7: a second replay of the same manifest shows no difference under live traffic, and one of a lucky function does; gates of a deployment hold its switch back until it is approved")
    void selfCheck() throws Exception {
        try (Stack stack = Stack.start(SharedEngines.stack(folder.resolve("data"), 1), step -> {});
                Http http = new Http()) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            TopicLoader.ensureTopic(stack.engines().kafka(), TOPIC, 2);
            admin.uploadJar(LUCKY, "luck.jar", TestJars.of(TestJars.compile("user.Luck", FUNCTION)));
            DiffTraffic traffic = DiffTraffic.start(stack.engines().kafka(), TOPIC, 2);
            try {
                // Side by side, to save time.
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    Future<JsonNode> plain = threads.submit(() -> {
                        deploy(admin, PLAIN, "", "added");
                        return check(stack, admin, PLAIN, 0);
                    });
                    Future<JsonNode> lucky = threads.submit(() -> {
                        deploy(
                                admin,
                                LUCKY,
                                "functions: {luck: {jar: luck.jar, method: user.Luck.throwOf}}",
                                "luck(added)");
                        return check(stack, admin, LUCKY, 1);
                    });
                    assertDeterministic(plain.get(), traffic);
                    assertLuck(lucky.get());
                }
            } finally {
                traffic.stop();
            }
            for (String pipeline : List.of(PLAIN, LUCKY)) {
                assertEquals(List.of(), new VersionRemains(stack.engines(), new VersionId(pipeline, 2)).all());
                JsonNode status = admin.pipeline(pipeline);
                assertEquals(1, status.path("active").asInt());
                assertEquals(1, status.path("epoch").asLong());
                assertEquals("retired", status.at("/versions/1/slot").asString());
            }
            assertGates(stack, admin);
        }
    }

    private static void deploy(AdminClient admin, String pipeline, String functions, String expression) {
        new Replays(admin).deploy(pipeline, manifest(pipeline, functions, expression), true, new Replays.Listener() {});
    }

    private static String manifest(String pipeline, String functions, String expression) {
        return """
                pipeline: %s
                %s
                source:
                  topic: %s
                  format: json
                  event_time: time
                  out_of_orderness: PT10S
                  columns: {time: TIMESTAMP(3), channel: VARCHAR, added: BIGINT, score: DOUBLE}
                views:
                  by_channel:
                    sql: |
                      SELECT window_start, channel, COUNT(*) AS edits, SUM(%s) AS added, AVG(score) AS score
                      FROM TABLE(TUMBLE(TABLE %s, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                      GROUP BY window_start, channel
                  big:
                    sql: SELECT channel, %s AS written FROM %s WHERE added > 5
                  visits:
                    sql: |
                      SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(%s) AS added
                      FROM TABLE(SESSION(TABLE %s PARTITION BY channel, DESCRIPTOR(time), INTERVAL '2' SECOND))
                      GROUP BY window_start, window_end, channel
                """.formatted(pipeline, functions, TOPIC, expression, TOPIC, expression, TOPIC, expression, TOPIC);
    }

    private JsonNode check(Stack stack, AdminClient admin, String pipeline, int status) {
        assertEquals(status, command(stack, "verify", "--pipeline", pipeline));
        return replay(admin, pipeline, 2);
    }

    private int command(Stack stack, String... arguments) {
        return Main.run(Map.of("SWITCHBACK_ADMIN_URL", stack.adminUrl().toString()), folder, arguments);
    }

    /** The newest replay of a version. */
    private static JsonNode replay(AdminClient admin, String pipeline, int version) {
        return admin.replayInFull(
                pipeline,
                admin.pipeline(pipeline)
                        .at("/versions/" + (version - 1) + "/replay/id")
                        .asString());
    }

    /** Every group changes. */
    private void assertGates(Stack stack, AdminClient admin) throws IOException {
        String manifest = Files.writeString(folder.resolve("plain.yaml"), manifest(PLAIN, "", "added + 1"))
                .toString();
        String gates = Files.writeString(folder.resolve("gates.yaml"), "dead_letters: {max_more: 0}\napproval: true\n")
                .toString();
        assertEquals(
                1,
                command(stack, "deploy", manifest, "--max-changed-keys", "1.5"),
                "the controller refuses what is no share");
        assertEquals(
                1,
                command(stack, "deploy", manifest, "--instances", "501"),
                "the controller refuses what is a slip of the finger");
        assertEquals(
                1,
                command(stack, "deploy", manifest, "--gates", gates, "--max-changed-keys", "1%", "--instances", "2"));
        assertEquals(1, admin.pipeline(PLAIN).path("active").asInt());
        JsonNode held = replay(admin, PLAIN, 3);
        assertInstances(admin, held);
        assertEquals("ready", held.path("state").asString(), held.toString());
        assertEquals(
                List.of(
                        "catch_up passed",
                        "conservation passed",
                        "diff failed",
                        "dead_letters passed",
                        "approval waiting"),
                held.at("/progress/gates")
                        .valueStream()
                        .map(gate -> gate.path("gate").asString() + " "
                                + gate.path("result").asString())
                        .toList());
        assertEquals(0, command(stack, "status"));
        assertEquals(
                0, command(stack, "approve", "3", "--pipeline", PLAIN, "--by", "Ada", "--reason", "one more is right"));
        new Replays(admin).await(PLAIN, held.path("id").asString(), ReplayStatus::isOver, status -> {});
        assertEquals(3, admin.pipeline(PLAIN).path("active").asInt());
    }

    /** They were asked for, they run, and a deployment that is run again goes on with them and with no other number. */
    private void assertInstances(AdminClient admin, JsonNode held) throws IOException {
        assertEquals(2, held.path("instances").asInt(), held.toString());
        assertEquals(2, admin.pipeline(PLAIN).at("/versions/2/processors").size());
        String manifest = Files.readString(folder.resolve("plain.yaml"));
        Replays replays = new Replays(admin);
        Replays.Listener nobody = new Replays.Listener() {};
        Replays.Wishes again = new Replays.Wishes(Map.of(), OptionalInt.of(2));
        assertEquals(
                held.path("id").asString(),
                replays.deploy(PLAIN, manifest, true, again, nobody).id());
        Replays.Wishes others = new Replays.Wishes(Map.of(), OptionalInt.of(3));
        assertThrows(UserException.class, () -> replays.deploy(PLAIN, manifest, true, others, nobody));
    }

    private static void assertDeterministic(JsonNode check, DiffTraffic traffic) {
        assertEquals("checked", check.path("state").asString(), check.toString());
        assertEquals("deterministic", check.path("outcome").asString());
        assertEquals(3, check.at("/verdict/views").size(), "sessions are compared too");
        for (JsonNode view : check.at("/verdict/views")) {
            assertEquals(0, view.path("different").asLong(), check.toString());
            assertTrue(view.path("keys").asLong() > 0, check.toString());
            assertFalse(view.has("not_compared"), check.toString());
        }
        assertTrue(VerdictText.lines(check).getFirst().startsWith(PLAIN + " v1 is deterministic"), check.toString());
        // More has arrived since: the cut was taken while events came.
        traffic.awaitMore(1);
    }

    private static void assertLuck(JsonNode check) {
        assertEquals("failed", check.path("state").asString(), check.toString());
        assertEquals("not_deterministic", check.at("/failure/code").asString());
        assertTrue(check.at("/verdict/views/0/different").asLong() > 0, check.toString());
        JsonNode example = check.at("/verdict/views/0/examples/0");
        assertEquals("added", example.path("measure").asString(), "the counts are equal, and the sums are not");
        assertFalse(example.path("version").equals(example.path("repetition")), check.toString());
        assertTrue(check.at("/verdict/views/1/different").asLong() > 0, check.toString());
        assertTrue(check.at("/verdict/views/2/different").asLong() > 0, check.toString());
        assertTrue(
                String.join("\n", VerdictText.lines(check)).contains(LUCKY + " v1 is NOT deterministic"),
                check.toString());
    }
}
