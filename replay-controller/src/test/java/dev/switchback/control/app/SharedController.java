package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.switchback.control.step.Deadlines;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.SchemaRegistryAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/**
 * One controller for all test classes that only talk to it; each test has a pipeline and a topic of its own. The processors' faults and the
 * leases of query servers are everybody's, so the classes run one after the other.
 */
@ResourceLock("dev.switchback.control.app.SharedController")
abstract class SharedController {
    static final TestSchemaRegistry REGISTRY = TestSchemaRegistry.start();
    static final EngineAddresses ENGINES =
            TestWorld.engines().with(Optional.of(new SchemaRegistryAddress(REGISTRY.url())));
    static final SettlingProcessors PROCESSORS = new SettlingProcessors(ENGINES);
    static final ControllerServer SERVER = ControllerServer.start(
            new ControllerSettings(
                    ENGINES,
                    "127.0.0.1",
                    0,
                    1,
                    Deadlines.DEFAULT
                            .withStall(Duration.ofSeconds(2))
                            .withSwitching(Duration.ofSeconds(1), Duration.ofMillis(300))),
            PROCESSORS);
    static final AdminClient ADMIN = new AdminClient(SERVER.port());

    String pipeline = "";
    TestTopic topic;

    @BeforeEach
    void newPipeline() {
        PROCESSORS.batch(Long.MAX_VALUE);
        PROCESSORS.still(false);
        PROCESSORS.loseRows(0);
        PROCESSORS.failWith("");
        PROCESSORS.writeNumbers(false);
        pipeline = TestEngines.uniqueName("control");
        topic = TestTopic.create(pipeline, 3, Map.of());
        topic.write(0, 500);
        topic.write(2, 250);
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    /** Registers a version and takes it all the way to the pointer. */
    void build(int version, int least) {
        register(least);
        awaitState(replay(version, "auto"), "done");
    }

    void register(int least) {
        AdminClient.Answer answer = ADMIN.postYaml(path("/versions"), TestWorld.manifest(pipeline, least));
        assertEquals(201, answer.status(), answer.body());
    }

    String replay(int version, String mode) {
        return replay("{\"version\":" + version + ",\"switch\":\"" + mode + "\",\"catch_up\":{\"hold\":\"PT0.2S\"}}");
    }

    String replay(String json) {
        AdminClient.Answer answer = ADMIN.post(path("/replays"), json);
        assertEquals(202, answer.status(), answer.body());
        assertEquals(path("/replays/" + answer.json().get("id").asString()), answer.location());
        return answer.json().get("id").asString();
    }

    JsonNode status(String replay) {
        AdminClient.Answer answer = ADMIN.get(path("/replays/" + replay));
        assertEquals(200, answer.status(), answer.body());
        return answer.json();
    }

    JsonNode awaitState(String replay, String state) {
        TestWorld.await("the replay to be " + state, () -> {
            JsonNode now = status(replay);
            String is = now.get("state").asString();
            assertFalse("failed".equals(is) && !"failed".equals(state), now.toString());
            return state.equals(is);
        });
        return status(replay);
    }

    /** The code of the problem that the order is answered with. */
    String refused(int status, AdminClient.Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("application/problem+json", answer.contentType());
        assertEquals(status, answer.json().get("status").asInt());
        return answer.code();
    }

    List<String> slots() {
        List<String> slots = new ArrayList<>();
        ADMIN.get(path(""))
                .json()
                .get("versions")
                .forEach(version -> slots.add(version.get("slot").asString()));
        return slots;
    }

    List<String> actions() {
        List<String> actions = new ArrayList<>();
        journal().forEach(entry -> actions.add(entry.get("action").asString()));
        return actions;
    }

    JsonNode journal() {
        return ADMIN.get(path("/journal")).json().get("entries");
    }

    JsonNode journalled(String action) {
        for (JsonNode entry : journal()) {
            if (action.equals(entry.get("action").asString())) {
                return entry.get("detail");
            }
        }
        throw new AssertionError("the journal has no " + action + ": " + actions());
    }

    String path(String rest) {
        return "/v1/pipelines/" + pipeline + rest;
    }
}
