package dev.switchback.control.testing;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.views.engines.EngineAddresses;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The engines of a test class, with a migrated database of its own: one leading controller per database. */
public final class TestWorld {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private TestWorld() {}

    public static EngineAddresses engines() {
        URI database = TestEngines.newPostgresDatabase();
        Migrations.run(database, TestEngines.clickHouse());
        return new EngineAddresses(TestEngines.kafka(), database, TestEngines.clickHouse(), TestEngines.redis());
    }

    public static void await(String description, BooleanSupplier condition) {
        await(description, LIMIT, condition);
    }

    public static void await(String description, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit.toSeconds() + " s for: " + description);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** A manifest; another {@code least} makes another version. */
    public static String manifest(String pipeline, int least) {
        return """
                pipeline: %1$s
                source:
                  topic: %1$s
                  format: json
                  event_time: time
                  out_of_orderness: PT10S
                  columns:
                    time: TIMESTAMP(3)
                    channel: VARCHAR
                    added: BIGINT
                views:
                  edits_by_channel:
                    sql: |
                      SELECT window_start, channel, COUNT(*) AS edits
                      FROM TABLE(TUMBLE(TABLE %1$s, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                      WHERE added >= %2$d
                      GROUP BY window_start, channel
                    live: {retention: PT2H, top: [edits]}
                  channels:
                    sql: SELECT channel FROM %1$s
                """.formatted(pipeline, least);
    }
}
