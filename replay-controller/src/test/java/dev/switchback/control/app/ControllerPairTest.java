package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.ChildController;
import dev.switchback.control.testing.LeasedReader;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Promise P10 with two controllers in processes of their own; one after the other is killed while it leads. */
class ControllerPairTest {
    private static final int EVENTS = 40;
    /** Kills at a moment that a seed says, beside those at known ones. */
    private static final int RANDOM_KILLS = Campaign.choose(0, 30);

    private final EngineAddresses engines = TestWorld.engines();
    private final String pipeline = TestEngines.uniqueName("killed");
    /** The one that leads comes first. */
    private final List<ChildController> pair = new ArrayList<>();

    private final List<Long> takeovers = new ArrayList<>();
    private int version;

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P10: after kill -9 or a stop of the leading controller at any step the other one takes over, to the same"
                    + " end")
    void whoeverLeadsIsKilled() throws Exception {
        try (SettlingProcessors processors = new SettlingProcessors(engines);
                HikariDataSource database = PostgresPool.open(engines.postgres(), 1);
                LeasedReader _ = new LeasedReader(engines);
                TestTopic topic = TestTopic.create(pipeline, 2, Map.of())) {
            topic.write(0, EVENTS);
            pair.add(new ChildController(engines, folder));
            pair.add(new ChildController(engines, folder));
            pair.forEach(ChildController::awaitUp);
            await("one to lead", () -> pair.getFirst().leads() ^ pair.getLast().leads());
            if (pair.getLast().leads()) {
                pair.add(pair.removeFirst());
            }

            build(processors, this::killLeader);
            // No processor runs yet: it stays there.
            build(processors, () -> {
                awaitState("replaying");
                killLeader();
            });
            build(processors, () -> killWhileSwitching(processors, database));
            for (int seed = 1; seed <= RANDOM_KILLS; seed++) {
                Random random = new Random(seed);
                build(processors, () -> killAfter(processors, Duration.ofMillis(random.nextInt(1_500))));
            }
            stopAndContinue(processors);
            System.out.printf("controllers took over after %s ms%n", takeovers);
        } finally {
            pair.forEach(ChildController::close);
        }
    }

    /** Builds the next version and switches to it, through trouble, and checks that all is as it would be without. */
    private void build(SettlingProcessors processors, Trouble trouble) throws Exception {
        version++;
        // Its start is no part of a takeover.
        pair.getLast().awaitUp();
        try (AdminClient admin = new AdminClient(pair.getFirst().port())) {
            AdminClient.Answer registered = admin.postYaml(path("/versions"), TestWorld.manifest(pipeline, version));
            assertEquals(201, registered.status(), registered.body());
            AdminClient.Answer started = admin.post(
                    path("/replays"),
                    "{\"version\":" + version + ",\"switch\":\"auto\",\"catch_up\":{\"hold\":\"PT0S\"}}");
            assertEquals(202, started.status(), started.body());
        }
        trouble.happen();
        await("the replay to be done", () -> state(processors).equals("done"));
        JsonNode now = get("");
        assertEquals(version, now.path("epoch").asInt());
        List<String> slots = new ArrayList<>(Collections.nCopies(version - 1, "standby"));
        slots.add("active");
        assertEquals(
                slots,
                now.path("versions")
                        .valueStream()
                        .map(one -> one.path("slot").asString())
                        .toList());
        JsonNode audit = now.path("versions").path(version - 1).path("counts").path("audit");
        assertEquals("exact", audit.path("result").asString(""), audit.toString());
        assertEquals(version, count("replay_done"));
        assertEquals(version, count("replay_switching"));
    }

    private void killLeader() throws IOException {
        long start = System.nanoTime();
        pair.getFirst().kill();
        takenOver(start);
        pair.removeFirst().close();
        pair.add(new ChildController(engines, folder));
    }

    private void takenOver(long start) {
        await("the other controller to lead", () -> pair.getLast().leads());
        takeovers.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** The row of the pointer is locked, so the switch stays under way until then. */
    private void killWhileSwitching(SettlingProcessors processors, HikariDataSource database) throws Exception {
        long start;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM active_pointer WHERE pipeline = '" + pipeline + "' FOR SHARE");
            await("the replay to be switching", () -> state(processors).equals("switching"));
            start = System.nanoTime();
            pair.getFirst().kill();
            connection.rollback();
        }
        takenOver(start);
        pair.removeFirst().close();
        pair.add(new ChildController(engines, folder));
    }

    private void killAfter(SettlingProcessors processors, Duration delay) throws IOException {
        long end = System.nanoTime() + delay.toNanos();
        await("the moment", () -> {
            var _ = state(processors);
            return System.nanoTime() - end >= 0;
        });
        killLeader();
    }

    /** A leader that is stopped is replaced; continued, it takes no order, and changes nothing. */
    private void stopAndContinue(SettlingProcessors processors) throws Exception {
        build(processors, () -> {
            awaitState("replaying");
            long start = System.nanoTime();
            pair.getFirst().suspend();
            takenOver(start);
            pair.add(pair.removeFirst());
        });
        // The last that the new leader writes of the switch, some time after it.
        await("the standby to be noted", () -> count("standby_begun") == version - 1);
        List<String> before = journal();
        ChildController continued = pair.getLast();
        continued.resume();
        await("it to answer", () -> continued.answer().isPresent());
        assertEquals(Optional.of("not_leading"), continued.answer());
        // As long as two heartbeats: it seeks the lead again meanwhile.
        assertTrue(pair.getFirst().leads());
        assertEquals(before, journal());
        assertEquals(version, get("").path("epoch").asInt());
    }

    private void awaitState(String state) {
        await("the replay to be " + state, () -> newest().equals(state));
    }

    private String newest() {
        return get("").path("versions")
                .path(version - 1)
                .path("replay")
                .path("state")
                .asString("");
    }

    /** The state of the replay. Others start the processors here, once there is something for them to write to. */
    private String state(SettlingProcessors processors) {
        String state = newest();
        if (!List.of("", "requested", "preflight", "provisioning").contains(state)) {
            processors.ensureRunning(new VersionId(pipeline, version), 1);
        }
        return state;
    }

    /** From whichever controller answers. */
    private JsonNode get(String rest) {
        for (ChildController one : pair) {
            Optional<JsonNode> answer = one.get(path(rest));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return MissingNode.getInstance();
    }

    private List<String> journal() {
        List<String> actions = new ArrayList<>();
        get("/journal?limit=1000")
                .path("entries")
                .forEach(entry -> actions.add(entry.path("action").asString()));
        return actions;
    }

    private long count(String action) {
        return journal().stream().filter(action::equals).count();
    }

    private String path(String rest) {
        return "/v1/pipelines/" + pipeline + rest;
    }

    private interface Trouble {
        void happen() throws Exception;
    }
}
