package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.views.engines.EngineAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** Each test that only talks to a controller is lent one, and has a pipeline and a topic of its own. */
abstract class SharedController {
    private final LentController lent = LentController.take();
    final TestSchemaRegistry registry = lent.registry;
    final EngineAddresses engines = lent.engines;
    final SettlingProcessors processors = lent.processors;
    final AdminClient admin = lent.admin;

    String pipeline = "";
    TestTopic topic;

    @BeforeEach
    void newPipeline() {
        processors.batch(Long.MAX_VALUE);
        processors.still(false);
        processors.loseRows(0);
        processors.failWith("");
        processors.writeNumbers(false);
        pipeline = TestEngines.uniqueName("control");
        topic = TestTopic.create(pipeline, 3, Map.of());
        topic.write(0, 500);
        topic.write(2, 250);
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @AfterEach
    void giveBack() {
        processors.end(pipeline);
        lent.giveBack();
    }

    /** Registers a version and takes it all the way to the pointer. */
    void build(int version, int least) {
        register(least);
        awaitState(replay(version, "auto"), "done");
    }

    void register(int least) {
        AdminClient.Answer answer = admin.postYaml(path("/versions"), TestWorld.manifest(pipeline, least));
        assertEquals(201, answer.status(), answer.body());
    }

    String replay(int version, String mode) {
        return replay("{\"version\":" + version + ",\"switch\":\"" + mode + "\",\"catch_up\":{\"hold\":\"PT0.2S\"}}");
    }

    String replay(String json) {
        AdminClient.Answer answer = admin.post(path("/replays"), json);
        assertEquals(202, answer.status(), answer.body());
        assertEquals(path("/replays/" + answer.json().get("id").asString()), answer.location());
        return answer.json().get("id").asString();
    }

    JsonNode status(String replay) {
        AdminClient.Answer answer = admin.get(path("/replays/" + replay));
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
        admin.get(path(""))
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
        return admin.get(path("/journal")).json().get("entries");
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
