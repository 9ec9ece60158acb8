package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.control.launch.ExternalLauncher;
import dev.switchback.embedded.kafka.LinkedKafka;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.Link;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Services whose links to an engine are cut, so that packets vanish or connections are refused, and mended again. */
final class CutLinksTest {
    private static final int ROUNDS = Campaign.choose(2, 20);

    @TempDir
    Path folder = Path.of("");

    private URI postgres = URI.create("postgresql://none:1");

    @BeforeEach
    void migrate() {
        postgres = TestEngines.newPostgresDatabase();
        Migrations.run(postgres, TestEngines.clickHouse());
    }

    private EngineAddresses engines(String kafka, URI postgresBy, URI clickHouseBy) {
        return new EngineAddresses(KafkaAddress.plain(kafka), postgresBy, clickHouseBy, TestEngines.redis());
    }

    private EngineAddresses engines() {
        return engines(TestEngines.kafka(), postgres, TestEngines.clickHouse());
    }

    @Test
    @DisplayName("P5: a query server cut off from PostgreSQL during a switch answers 503 and never an older epoch")
    void queryServersAreCutOffDuringSwitches() throws Exception {
        List<ChildQueryServer> servers = new ArrayList<>();
        try (Link link = Link.to(postgres);
                ThreadLauncher launcher = new ThreadLauncher(engines(), 1, folder.resolve("state"));
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines(), "127.0.0.1", 0), launcher);
                Http http = new Http()) {
            servers.add(new ChildQueryServer(
                    engines(TestEngines.kafka(), link.through(postgres), TestEngines.clickHouse()), folder));
            servers.add(new ChildQueryServer(engines(), folder));
            SwitchedPipeline pipeline = new SwitchedPipeline(TestEngines.kafka());
            Switches switches =
                    new Switches(http, URI.create("http://127.0.0.1:" + controller.port()), pipeline, servers);
            switches.build();
            for (ChildQueryServer server : servers) {
                server.awaitUp();
            }
            try (HttpClient plain = HttpClient.newHttpClient();
                    ReadingClients clients = new ReadingClients(plain, servers, pipeline, 4)) {
                for (int round = 0; round < ROUNDS; round++) {
                    clients.awaitReads(60);
                    clients.history().add(switches.next());
                    cutAndMend(link, round % 2 == 0, servers.getFirst(), pipeline, switches, clients);
                    assertEquals(List.of(), clients.faults());
                }
                clients.awaitReads(60);
                clients.finish();
                assertEquals(List.of(), clients.faults());
                assertEquals(List.of(), clients.history().faults(switches.versionOfEpoch()));
            }
        } finally {
            servers.forEach(ChildQueryServer::close);
        }
    }

    private static void cutAndMend(
            Link link,
            boolean silently,
            ChildQueryServer server,
            SwitchedPipeline pipeline,
            Switches switches,
            ReadingClients clients)
            throws Exception {
        server.trouble();
        if (silently) {
            link.silence();
        } else {
            link.refuse();
        }
        clients.history().add(switches.next());
        // The switch waited until the lease had run out, so nothing is answered any more from the moment it was made.
        assertEquals(503, server.status("/v1/" + pipeline.name + "/edits?step=all"));
        assertEquals(503, server.status("/health"));
        link.mend();
        CountedPipeline.until("the server to answer again", () -> server.status("/health") == 200);
        server.wellAgain();
    }

    @Test
    @DisplayName(
            "P2: a processor cut off from ClickHouse, PostgreSQL or Kafka is stood in for, comes back, and totals are exact")
    void processorsAreCutOff() throws Exception {
        try (LinkedKafka kafka = LinkedKafka.start(folder.resolve("kafka"));
                Link clickHouse = Link.to(TestEngines.clickHouse());
                Link database = Link.to(postgres);
                HikariDataSource board = PostgresPool.open(postgres, 2);
                ControllerServer controller = ControllerServer.start(
                        new ControllerSettings(
                                engines(kafka.direct(), postgres, TestEngines.clickHouse()), "127.0.0.1", 0),
                        new ExternalLauncher(new PostgresVersionCatalog(board), new PostgresRunBoard(board)));
                QueryServer queries = QueryServer.start(new QueryServerSettings(engines(), "127.0.0.1", 0));
                Http http = new Http();
                CountedPipeline counted = new CountedPipeline(KafkaAddress.plain(kafka.direct()), 4, 1_000)) {
            Cluster cluster = new Cluster(http, URI.create("http://127.0.0.1:" + controller.port()), counted.name);
            VersionId version = new VersionId(counted.name, 1);
            String replay = cluster.replay(1, counted.manifest(1, true), Map.of());
            cluster.awaitState(replay, "replaying");
            EngineAddresses weak =
                    engines(kafka.linked(), database.through(postgres), clickHouse.through(TestEngines.clickHouse()));
            try (ChildProcessor strong = new ChildProcessor(
                            "strong", version, engines(kafka.direct(), postgres, TestEngines.clickHouse()), folder);
                    ChildProcessor frail = new ChildProcessor("weak", version, weak, folder)) {
                cluster.awaitState(replay, "done");
                counted.flow();
                for (Link link : Campaign.LONG ? List.of(clickHouse, database, kafka.link()) : List.of(clickHouse)) {
                    cluster.awaitShares(1, 2, 4);
                    standIn(cluster, counted, link);
                }
                cluster.awaitShares(1, 2, 4);
                counted.stop();
                URI query = URI.create("http://127.0.0.1:" + queries.port());
                counted.awaitExact(cluster.admin(), 1, path -> http.get(query.resolve(path)));
                counted.assertSessions(path -> http.get(query.resolve(path)));
                assertTrue(frail.ends() >= 1, "cut off from a store, it gave its partitions up");
                assertEquals(0, strong.ends());
            }
        }
    }

    /** While the link is silent the other instance takes all partitions and goes on with them. */
    private static void standIn(Cluster cluster, CountedPipeline counted, Link link) {
        link.silence();
        CountedPipeline.until(
                "the other instance to have all partitions",
                () -> cluster.shares(1).getOrDefault("strong", Set.of()).size() == 4,
                () -> cluster.version(1).path("processors").toString());
        long sent = counted.sent();
        CountedPipeline.until(
                "it to go on with them",
                () -> cluster.version(1).at("/counts/kept").asLong() >= sent,
                () -> cluster.version(1).toString());
        link.mend();
    }

    @Test
    @DisplayName(
            "P10: a controller that is isolated stops to act, another one takes over, and nothing is done twice when it returns")
    void aControllerIsIsolatedAndReturns() throws Exception {
        try (Link link = Link.to(postgres);
                ThreadLauncher launcher = new ThreadLauncher(engines(), 1, folder.resolve("state"));
                ControllerServer isolated = ControllerServer.start(
                        new ControllerSettings(
                                engines(TestEngines.kafka(), link.through(postgres), TestEngines.clickHouse()),
                                "127.0.0.1",
                                0),
                        launcher);
                Http http = new Http();
                CountedPipeline counted = new CountedPipeline(engines().kafkaAddress(), 2, 3_000)) {
            CountedPipeline.until("the first controller to lead", isolated::leading);
            Cluster first = new Cluster(http, URI.create("http://127.0.0.1:" + isolated.port()), counted.name);
            // It stands still until the controller that takes over lets it go.
            String replay =
                    first.replay(1, counted.manifest(1, false), Map.of("throttle", Map.of("events_per_second", 0)));
            first.awaitState(replay, "replaying");
            try (ControllerServer other =
                    ControllerServer.start(new ControllerSettings(engines(), "127.0.0.1", 0), launcher)) {
                isolate(link, isolated, other, first, replay);
            }
        }
    }

    private static void isolate(
            Link link, ControllerServer isolated, ControllerServer other, Cluster first, String replay) {
        Cluster second = new Cluster(first.http(), URI.create("http://127.0.0.1:" + other.port()), first.pipeline());
        assertFalse(other.leading());
        link.silence();
        CountedPipeline.until("the other controller to lead", other::leading);
        assertFalse(isolated.leading(), "two controllers believe that they lead");
        first.http().put(second.uri("/replays/" + replay + "/throttle"), Map.of());
        second.awaitState(replay, "done");
        link.mend();
        CountedPipeline.until(
                "the isolated one to answer again",
                () -> first.http()
                        .get(URI.create("http://127.0.0.1:" + isolated.port() + "/health"))
                        .path("status")
                        .asString()
                        .equals("UP"));
        assertFalse(isolated.leading());
        assertTrue(other.leading());
        assertEquals("done", first.state(replay), "both see the same");
        eachStepOnce(second, replay);
    }

    /** The journal has each edge of the replay once, in order. */
    private static void eachStepOnce(Cluster cluster, String replay) {
        List<String> actions = new ArrayList<>();
        for (JsonNode entry : cluster.http().get(cluster.uri("/journal")).path("entries")) {
            if (entry.path("replay").asString("").equals(replay)
                    || entry.path("replay_id").asString("").equals(replay)) {
                actions.add(entry.path("action").asString());
            }
        }
        actions.remove("replay_throttled");
        assertEquals(
                List.of(
                        "replay_requested",
                        "replay_preflight",
                        "replay_provisioning",
                        "replay_replaying",
                        "replay_catching_up",
                        "replay_verifying",
                        "replay_ready",
                        "replay_switching",
                        "replay_done"),
                actions);
    }
}
