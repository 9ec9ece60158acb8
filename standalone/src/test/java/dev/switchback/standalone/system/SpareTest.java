package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that waits, warmed up, for the version to come. */
final class SpareTest {
    @TempDir
    Path folder = Path.of("");

    private final EngineAddresses engines = new EngineAddresses(
            TestEngines.kafka(), TestEngines.newPostgresDatabase(), TestEngines.clickHouse(), TestEngines.redis());

    @BeforeEach
    void migrate() {
        Migrations.run(engines.postgres(), TestEngines.clickHouse());
    }

    private ProcessLauncher launcher() {
        return new ProcessLauncher(
                engines, ProcessorChild.class, "256m", folder.resolve("logs"), folder.resolve("state"), true);
    }

    private void assertLeftNothing() throws Exception {
        try (Admin admin = Admin.create(engines.kafkaAddress().client())) {
            assertEquals(
                    List.of(),
                    admin.listGroups().all().get().stream()
                            .map(GroupListing::groupId)
                            .filter(group -> group.contains("warm-up"))
                            .toList());
        }
        try (Stream<Path> files = Files.list(folder.resolve("state/spare"))) {
            assertEquals(List.of(), files.toList());
        } catch (NoSuchFileException e) {
            // It has cleaned up whole.
        }
    }

    @Test
    void theFirstVersionRunsExactlyInTheJvmThatWaited() throws Exception {
        try (ProcessLauncher launcher = launcher();
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), launcher);
                QueryServer queries = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
                Http http = new Http();
                CountedPipeline counted = new CountedPipeline(engines.kafkaAddress(), 2, 2_000)) {
            CountedPipeline.until("a spare to have warmed up", launcher::hasWarmSpare);
            ProcessHandle spare =
                    ProcessHandle.of(launcher.spare().orElseThrow()).orElseThrow();
            assertLeftNothing();
            Cluster cluster = new Cluster(http, URI.create("http://127.0.0.1:" + controller.port()), counted.name);
            String replay = cluster.replay(1, counted.manifest(1, false), Map.of());
            cluster.awaitState(replay, "done");
            VersionId version = new VersionId(counted.name, 1);
            assertEquals(spare.pid(), launcher.pid(version).orElseThrow());
            assertEquals(OptionalLong.empty(), launcher.spare(), "it was taken");
            counted.awaitExact(
                    cluster.admin(),
                    1,
                    path -> http.get(
                            URI.create("http://127.0.0.1:" + queries.port()).resolve(path)));
            String log = Files.readString(folder.resolve("logs/processor-" + counted.name + "-v1.log"));
            assertTrue(log.contains("warmed up"), log);
            // A store may take longer than it is given on a busy machine; nothing else may go wrong.
            assertFalse(
                    log.lines().anyMatch(line -> line.contains("is left out") && !line.contains("did not answer")),
                    log);

            launcher.ensureStopped(version);
            CountedPipeline.until("it to end in order", () -> !spare.isAlive());
        }
    }

    @Test
    void aSpareThatDiedIsDoneWithout() {
        VersionId version = new VersionId("nobody_registered", 1);
        try (ProcessLauncher launcher = launcher()) {
            CountedPipeline.until("a spare to be there", () -> launcher.spare().isPresent());
            ProcessHandle dead =
                    ProcessHandle.of(launcher.spare().orElseThrow()).orElseThrow();
            dead.destroyForcibly();
            dead.onExit().join();
            launcher.ensureRunning(version, 1);
            assertNotEquals(dead.pid(), launcher.pid(version).orElseThrow());
        }
    }

    @Test
    void aSpareEndsWithItsLauncher() {
        ProcessHandle spare;
        try (ProcessLauncher launcher = launcher()) {
            CountedPipeline.until("a spare to be there", () -> launcher.spare().isPresent());
            spare = ProcessHandle.of(launcher.spare().orElseThrow()).orElseThrow();
        }
        CountedPipeline.until("the spare to end", () -> !spare.isAlive());
    }
}
