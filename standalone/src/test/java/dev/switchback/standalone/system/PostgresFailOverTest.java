package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.embedded.postgres.PostgresPair;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.MigrationException;
import dev.switchback.migrations.Migrations;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A primary of PostgreSQL dies and its synchronous standby takes its place, under load; and a replica where a primary belongs. */
final class PostgresFailOverTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P2, P5: nothing is counted twice or lost and no epoch goes back when a standby of PostgreSQL takes over")
    void theStandbyTakesOver() throws Exception {
        try (PostgresPair postgres = new PostgresPair(folder.resolve("postgres"))) {
            refusedAtStart(postgres);
            Migrations.run(postgres.both(), TestEngines.clickHouse());
            EngineAddresses engines = new EngineAddresses(
                    TestEngines.kafka(), postgres.both(), TestEngines.clickHouse(), TestEngines.redis());
            List<ChildQueryServer> servers = new ArrayList<>();
            try (ThreadLauncher launcher = new ThreadLauncher(engines, 1, folder.resolve("state"));
                    ControllerServer controller =
                            ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), launcher);
                    Http http = new Http();
                    CountedPipeline counted = new CountedPipeline(engines.kafkaAddress(), 2, 2_000)) {
                servers.add(new ChildQueryServer(engines, folder));
                servers.add(new ChildQueryServer(engines, folder));
                failOver(postgres, controller, http, counted, servers);
            } finally {
                servers.forEach(ChildQueryServer::close);
            }
        }
    }

    private void failOver(
            PostgresPair postgres,
            ControllerServer controller,
            Http http,
            CountedPipeline counted,
            List<ChildQueryServer> servers)
            throws Exception {
        URI address = URI.create("http://127.0.0.1:" + controller.port());
        AdminClient admin = new AdminClient(http, address);
        SwitchedPipeline pipeline = new SwitchedPipeline(TestEngines.kafka());
        Switches switches = new Switches(http, address, pipeline, servers);
        switches.build();
        replay(http, address, counted, 1);
        for (ChildQueryServer server : servers) {
            server.awaitUp();
        }
        counted.flow();
        try (HttpClient plain = HttpClient.newHttpClient();
                ReadingClients clients = new ReadingClients(plain, servers, pipeline, 4)) {
            clients.awaitReads(100);
            clients.history().add(switches.next());
            servers.forEach(ChildQueryServer::trouble);
            postgres.killFirst();
            postgres.promoteSecond();
            CountedPipeline.until(
                    "the controller to lead again",
                    () -> controller.leading()
                            && http.get(address.resolve("/health"))
                                    .path("status")
                                    .asString()
                                    .equals("UP"));
            clients.history().add(switches.next());
            for (ChildQueryServer server : servers) {
                CountedPipeline.until(
                        "a query server to answer",
                        () -> http.get(server.address().resolve("/health"))
                                .path("status")
                                .asString()
                                .equals("UP"));
                server.wellAgain();
            }
            clients.awaitReads(100);
            clients.history().add(switches.next());
            clients.awaitReads(100);
            staleReplica(postgres);
            readOnly(postgres, servers, counted, admin);
            clients.finish();
            assertEquals(List.of(), clients.history().faults(switches.versionOfEpoch()));
        }
        counted.stop();
        counted.awaitExact(
                admin, 1, path -> http.get(servers.getFirst().address().resolve(path)));
    }

    /** Services that are pointed at a replica say so and do not start. */
    private static void refusedAtStart(PostgresPair postgres) {
        String migration =
                String.valueOf(assertThrows(MigrationException.class, () -> Migrations.runPostgres(postgres.second()))
                        .getMessage());
        assertTrue(migration.contains("it is read-only (a replica?)"), migration);
        EngineAddresses engines = new EngineAddresses(
                TestEngines.kafka(), postgres.second(), TestEngines.clickHouse(), TestEngines.redis());
        String query = String.valueOf(assertThrows(
                        IllegalStateException.class,
                        () -> QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0)))
                .getMessage());
        assertTrue(query.contains("is read-only (a replica?)"), query);
        assertTrue(query.contains("PostgreSQL at 127.0.0.1:" + postgres.second().getPort()), query);
        assertFalse(query.contains(String.valueOf(postgres.second().getUserInfo())), query);
    }

    /** The old primary comes back with what it knew; nobody may read it. */
    private static void staleReplica(PostgresPair postgres) {
        postgres.reviveFirstAsReplica();
        try (HikariDataSource stale = PostgresPool.open(postgres.first(), 1);
                HikariDataSource both = PostgresPool.open(postgres.both(), 1)) {
            assertThrows(StoreDeniedException.class, () -> PostgresRole.requirePrimary(stale));
            assertTrue(PostgresRole.requirePrimary(both));
        }
    }

    /** The connections stay and the server takes no writes any more: as where an operator demotes it by a setting. */
    private static void readOnly(
            PostgresPair postgres, List<ChildQueryServer> servers, CountedPipeline counted, AdminClient admin) {
        servers.forEach(ChildQueryServer::trouble);
        postgres.executeOnSecond("ALTER SYSTEM SET default_transaction_read_only = on");
        postgres.executeOnSecond("SELECT pg_reload_conf()");
        for (ChildQueryServer server : servers) {
            CountedPipeline.until("a query server to answer nothing", () -> server.status("/health") == 503);
            assertEquals(503, server.status("/v1/" + counted.name + "/edits?step=all"));
        }
        postgres.executeOnSecond("ALTER SYSTEM RESET default_transaction_read_only");
        postgres.executeOnSecond("SELECT pg_reload_conf()");
        for (ChildQueryServer server : servers) {
            CountedPipeline.until("a query server to answer again", () -> server.status("/health") == 200);
            server.wellAgain();
        }
        CountedPipeline.until(
                "the controller to answer",
                () -> !counted.version(admin, 1).path("processors").isEmpty());
    }

    private static void replay(Http http, URI address, CountedPipeline counted, int version) {
        http.post(
                address.resolve("/v1/pipelines/" + counted.name + "/versions"),
                "application/yaml",
                counted.manifest(version, false));
        String id = http.post(
                        address.resolve("/v1/pipelines/" + counted.name + "/replays"),
                        Map.of("version", version, "switch", "auto", "catch_up", Map.of("hold", "PT0.2S")),
                        Map.of())
                .path("id")
                .asString();
        CountedPipeline.until("the replay to be done", () -> {
            JsonNode now = http.get(address.resolve("/v1/pipelines/" + counted.name + "/replays/" + id));
            assertFalse(now.path("state").asString().equals("failed"), now.toString());
            return now.path("state").asString().equals("done");
        });
    }
}
