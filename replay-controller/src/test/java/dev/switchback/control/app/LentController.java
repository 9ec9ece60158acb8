package dev.switchback.control.app;

import dev.switchback.control.step.Deadlines;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.SettlingProcessors;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.SchemaRegistryAddress;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A controller with a database, a schema registry and processors of its own, that one test at a time has. There are as many as tests run at once;
 * they stay until the JVM ends. Thread-safe.
 */
final class LentController {
    /** Tests that let a replay stand still for a moment have that long for what they do meanwhile. */
    static final Duration STALL = Duration.ofSeconds(6);

    private static final Deque<LentController> FREE = new ConcurrentLinkedDeque<>();

    final TestSchemaRegistry registry = TestSchemaRegistry.start();
    final EngineAddresses engines = TestWorld.engines().with(Optional.of(new SchemaRegistryAddress(registry.url())));
    final SettlingProcessors processors = new SettlingProcessors(engines);
    final AdminClient admin;

    private LentController() {
        ControllerServer server = ControllerServer.start(
                new ControllerSettings(
                        engines,
                        "127.0.0.1",
                        0,
                        1,
                        Deadlines.DEFAULT.withStall(STALL).withSwitching(Duration.ofSeconds(3), Duration.ofSeconds(1))),
                processors);
        admin = new AdminClient(server.port());
    }

    /** One that no other test has; a new one if there is none. */
    static LentController take() {
        LentController free = FREE.pollFirst();
        return free == null ? new LentController() : free;
    }

    void giveBack() {
        FREE.addFirst(this);
    }
}
