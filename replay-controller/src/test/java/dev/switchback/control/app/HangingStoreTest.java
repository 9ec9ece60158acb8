package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.LeasedReader;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.StallingProxy;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.postgres.PostgresPointerControl;
import dev.switchback.views.postgres.PostgresPool;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A store that neither answers nor refuses. */
class HangingStoreTest {
    private final EngineAddresses engines = TestWorld.engines();

    @Test
    @DisplayName("P10: while ClickHouse hangs, the replay that waits for it holds up no other pipeline's switch")
    void onlyWhoNeedsTheStoreWaits() throws Exception {
        try (StallingProxy proxy = new StallingProxy(engines.clickHouse());
                SettlingProcessors processors = new SettlingProcessors(engines);
                HikariDataSource database = PostgresPool.open(engines.postgres(), 1);
                LeasedReader _ = new LeasedReader(engines);
                TestTopic waiting = TestTopic.create(TestEngines.uniqueName("waiting"), 1, Map.of());
                TestTopic switched = TestTopic.create(TestEngines.uniqueName("switched"), 1, Map.of());
                ControllerServer controller = ControllerServer.start(
                        new ControllerSettings(
                                new EngineAddresses(
                                        engines.kafka(), engines.postgres(), proxy.address(), engines.redis()),
                                "127.0.0.1",
                                0),
                        processors);
                AdminClient admin = new AdminClient(controller.port())) {
            waiting.write(0, 20);
            switched.write(0, 20);
            PointerControl pointer = new PostgresPointerControl(database);
            follow(admin, replay(admin, switched.name(), 1, "auto"), "done");
            String ready = replay(admin, switched.name(), 2, "manual");
            follow(admin, ready, "ready");

            proxy.hang(true);
            String held = replay(admin, waiting.name(), 1, "auto");
            await("the replay to wait for ClickHouse", () -> proxy.waiting() > 0);
            CompletableFuture<?> order = CompletableFuture.supplyAsync(
                    () -> admin.post(path(switched.name(), "/switch"), "{\"version\":2,\"expected_epoch\":1}"));
            await("the switch", () -> pointer.read(switched.name()).epoch() == 2);
            assertEquals(0, proxy.givenUp(), "the switch waited until a statement had timed out");

            proxy.hang(false);
            order.join();
            follow(admin, ready, "done");
            follow(admin, held, "done");
            assertEquals(1, pointer.read(waiting.name()).epoch());
        }
    }

    /** @return where the replay is */
    private static String replay(AdminClient admin, String pipeline, int version, String mode) {
        AdminClient.Answer registered =
                admin.postYaml(path(pipeline, "/versions"), TestWorld.manifest(pipeline, version));
        assertEquals(201, registered.status(), registered.body());
        AdminClient.Answer started = admin.post(
                path(pipeline, "/replays"),
                "{\"version\":%d,\"switch\":\"%s\",\"catch_up\":{\"hold\":\"PT0S\"}}".formatted(version, mode));
        assertEquals(202, started.status(), started.body());
        return path(pipeline, "/replays/" + started.json().get("id").asString());
    }

    private static void follow(AdminClient admin, String replay, String state) {
        await(replay + " to be " + state, () -> {
            AdminClient.Answer answer = admin.get(replay);
            return state.equals(answer.json().path("state").asString(""));
        });
    }

    private static String path(String pipeline, String rest) {
        return "/v1/pipelines/" + pipeline + rest;
    }
}
