package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.standalone.app.ProcessorChild;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ProcessLauncher;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Instances of one version, each in a process of its own, join, leave and die while a replay runs and events flow. */
final class ScalingOutTest {
    private static final int PARTITIONS = 4;
    private static final int MORE_PARTITIONS = 6;
    private static final int BEFORE = Campaign.choose(20_000, 100_000);
    /** Fewer than arrive: until the throttle is lifted the replay never catches up, however long instances take to join, die and be replaced. */
    private static final long PER_SECOND = CountedPipeline.PER_SECOND * 3 / 4;

    private static final int DEATHS = Campaign.choose(1, 8);

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P2: exact totals and sessions while instances of a replay join, leave and die by SIGKILL and the topic grows")
    void instancesComeAndGo() throws Exception {
        URI postgres = TestEngines.newPostgresDatabase();
        Migrations.run(postgres, TestEngines.clickHouse());
        EngineAddresses engines =
                new EngineAddresses(TestEngines.kafka(), postgres, TestEngines.clickHouse(), TestEngines.redis());
        try (ProcessLauncher launcher = new ProcessLauncher(
                        engines, ProcessorChild.class, "256m", folder.resolve("logs"), folder.resolve("state"), false);
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), launcher);
                QueryServer queries = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
                Http http = new Http();
                CountedPipeline counted = new CountedPipeline(engines.kafkaAddress(), PARTITIONS, BEFORE)) {
            Cluster cluster = new Cluster(http, URI.create("http://127.0.0.1:" + controller.port()), counted.name);
            VersionId version = new VersionId(counted.name, 1);
            String replay = cluster.replay(
                    1,
                    counted.manifest(1, true),
                    Map.of("instances", 3, "throttle", Map.of("events_per_second", PER_SECOND)));
            counted.flow();
            cluster.awaitShares(1, 3, PARTITIONS);
            theRateIsDivided(cluster);
            for (int death = 0; death < DEATHS; death++) {
                List<Long> pids = launcher.pids(version);
                long victim = pids.get(death % pids.size());
                ProcessHandle.of(victim).orElseThrow().destroyForcibly();
                CountedPipeline.until(
                        "the dead instance to be replaced",
                        () -> launcher.pids(version).size() == 3
                                && !launcher.pids(version).contains(victim));
            }
            grow(engines, counted);
            JsonNode scaled = http.put(cluster.uri("/versions/1/instances"), Map.of("instances", 2));
            assertEquals(2, scaled.path("instances").asInt(), scaled.toString());
            cluster.awaitShares(1, 2, MORE_PARTITIONS);
            assertEquals(2, cluster.version(1).path("instances").asInt());
            http.put(cluster.uri("/replays/" + replay + "/throttle"), Map.of());
            cluster.awaitState(replay, "done");
            counted.stop();
            URI query = URI.create("http://127.0.0.1:" + queries.port());
            counted.awaitExact(cluster.admin(), 1, path -> http.get(query.resolve(path)));
            counted.assertSessions(path -> http.get(query.resolve(path)));
        }
    }

    private static void grow(EngineAddresses engines, CountedPipeline counted) throws Exception {
        try (Admin admin = Admin.create(engines.kafkaAddress().client())) {
            admin.createPartitions(Map.of(counted.name, NewPartitions.increaseTo(MORE_PARTITIONS)))
                    .all()
                    .get();
        }
        counted.partitions(MORE_PARTITIONS);
    }

    /**
     * Three instances together take what one may, and not three times as much. One measurement may be too high because flushes were held up
     * before it, however long that was on a busy machine; those of a rate that is not divided all are.
     */
    private static void theRateIsDivided(Cluster cluster) {
        // One second's worth may be taken at once at the beginning, by each.
        LockSupport.parkNanos(2_000_000_000L);
        List<Double> measured = new ArrayList<>();
        while (measured.isEmpty() || measured.getLast() >= 2.2 * PER_SECOND) {
            assertTrue(
                    measured.size() < 4,
                    "the throttle of " + PER_SECOND + " events a second is not divided: " + measured);
            measured.add(eventsPerSecond(cluster));
        }
    }

    private static double eventsPerSecond(Cluster cluster) {
        long before = processed(cluster.version(1));
        long from = System.nanoTime();
        CountedPipeline.until("some progress", () -> processed(cluster.version(1)) > before + 6 * PER_SECOND);
        double seconds = (System.nanoTime() - from) / 1e9;
        return (processed(cluster.version(1)) - before) / seconds;
    }

    private static long processed(JsonNode version) {
        return version.at("/counts/offsets").asLong();
    }
}
