package dev.switchback.standalone.system;

import dev.switchback.embedded.Engine;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.standalone.app.StackSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** Stacks on the engines of the test JVM, with a database of their own: pipelines and topics need names that no other test has. */
final class SharedEngines {
    private SharedEngines() {}

    /** One query server, on any ports. */
    static StackSettings stack(Path data, int processorThreads) {
        Map<Engine, String> engines = Map.of(
                Engine.KAFKA,
                TestEngines.kafka(),
                Engine.POSTGRES,
                TestEngines.newPostgresDatabase().toString(),
                Engine.CLICKHOUSE,
                TestEngines.clickHouse().toString(),
                Engine.REDIS,
                TestEngines.redis().toString());
        return new StackSettings(data, engines, OptionalInt.empty(), 0, 0, 1, LauncherKind.THREADS, processorThreads);
    }
}
