package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.Replays;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Switchback itself is upgraded from an older build, and taken back, service by service on one catalog, under load:
 * {@code -Dswitchback.upgrade.from=REF} names the older one's commit or tag, which is built first (some minutes).
 */
@EnabledIfSystemProperty(named = "switchback.upgrade.from", matches = ".+")
final class RollingUpgradeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CLIENTS = 4;
    private static final int BETWEEN = 60;

    @TempDir
    Path folder = Path.of("");

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Http http = new Http();
    private final EngineAddresses engines = new EngineAddresses(
            TestEngines.kafka(), TestEngines.newPostgresDatabase(), TestEngines.clickHouse(), TestEngines.redis());

    /** @param admin where it listens */
    private record Controller(ServiceProcess process, URI admin) {}

    @Test
    @DisplayName(
            "P2, P5, P10: old and new services side by side, in either order: nothing lost, doubled, failed or out of order")
    void oldAndNewServeOneCatalog() throws Exception {
        Build old = Build.of(System.getProperty("switchback.upgrade.from"));
        Build fresh = Build.present();
        SwitchedPipeline pipeline = new SwitchedPipeline(engines.kafka());
        String arriving = TestEngines.uniqueName("arriving");
        List<ChildQueryServer> servers = new ArrayList<>();
        try {
            ServiceProcess.start(old, engines, Map.of(), folder, "migrate").awaitSuccess();
            Controller oldController = controller(old);
            awaitLead(oldController);
            servers.add(queryServer(old));
            servers.add(queryServer(old));
            Arrivals arrivals = keep(new Arrivals(engines.kafka(), arriving, 2));
            ServiceProcess counting = build(oldController, arriving, totals(arriving), old);
            String visits = arriving + "_v";
            ServiceProcess sessions = build(oldController, visits, visits(visits, arriving), old);

            Controller[] newController = new Controller[1];
            Switches switches = new Switches(http, oldController.admin(), pipeline, servers);
            switches.build(version -> {
                if (version == 2) {
                    // The order of an upgrade: schema, controller on standby, one query server, processors of new
                    // versions.
                    ServiceProcess.start(fresh, engines, Map.of(), folder, "migrate")
                            .awaitSuccess();
                    newController[0] = controller(fresh);
                    servers.add(queryServer(fresh));
                }
                processor(version == 1 ? old : fresh, pipeline.name, version);
            });
            try (HttpClient plain = HttpClient.newHttpClient();
                    ReadingClients clients = new ReadingClients(plain, servers, pipeline, CLIENTS)) {
                clients.awaitReads(BETWEEN);
                switchUnder("the old controller", switches, clients);
                oldController.process().close();
                awaitLead(newController[0]);
                switches.through(newController[0].admin());
                counting.close();
                counting = processor(fresh, arriving, 1);
                // Forward only (ADR 150): an old processor does not know the messages of a new one.
                sessions.close();
                sessions = processor(fresh, visits, 1);
                switchUnder("the new controller", switches, clients);

                // Back within one step: the old build runs on the new one's schema.
                ServiceProcess.start(old, engines, Map.of(), folder, "migrate").awaitSuccess();
                Controller again = controller(old);
                newController[0].process().close();
                awaitLead(again);
                switches.through(again.admin());
                counting.close();
                counting = processor(old, arriving, 1);
                switchUnder("the old controller again", switches, clients);

                clients.finish();
                assertEquals(List.of(), clients.faults());
                assertEquals(List.of(), clients.history().faults(switches.versionOfEpoch()));
                System.out.println(clients.history().count() + " reads checked, 0 wrong; " + switches.summary());
            }
            long sent = arrivals.finish();
            assertCounted(arriving, sent, servers);
            assertVisits(visits, sent, servers);
            for (ServiceProcess each : List.of(counting, sessions)) {
                assertTrue(each.alive(), each.said());
            }
        } finally {
            servers.forEach(ChildQueryServer::close);
            for (AutoCloseable each : running) {
                each.close();
            }
            http.close();
        }
    }

    private static void switchUnder(String lead, Switches switches, ReadingClients clients)
            throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            clients.history().add(switches.next());
            clients.awaitReads(BETWEEN);
            assertEquals(List.of(), clients.faults(), "under " + lead);
        }
        System.out.println("four switches under " + lead);
    }

    /** A version of a pipeline whose events keep arriving. */
    private ServiceProcess build(Controller controller, String name, String manifest, Build build) throws IOException {
        AdminClient admin = new AdminClient(http, controller.admin());
        admin.register(name, manifest);
        ServiceProcess processor = processor(build, name, 1);
        String id = admin.startReplay(name, 1, true).path("id").asString();
        new Replays(admin).follow(name, id, true, new Replays.Listener() {});
        return processor;
    }

    private static String totals(String name) {
        return """
            pipeline: %1$s
            source: {topic: %1$s, format: json, event_time: time, columns: {time: TIMESTAMP(3), n: BIGINT}}
            views:
              totals: {sql: "SELECT COUNT(*) AS events, SUM(n) AS total FROM %1$s", history: {retention: P9999D}}
            """.formatted(name);
    }

    private static String visits(String name, String topic) {
        return """
            pipeline: %1$s
            source:
              topic: %2$s
              event_time: time
              out_of_orderness: PT1M
              columns: {time: TIMESTAMP(3), n: BIGINT, visitor: VARCHAR}
            views:
              visits:
                sql: |
                  SELECT window_start, window_end, visitor, COUNT(*) AS events, SUM(n) AS total
                  FROM TABLE(SESSION(TABLE %1$s PARTITION BY visitor, DESCRIPTOR(time), INTERVAL '1' SECOND))
                  GROUP BY window_start, window_end, visitor
                history: {retention: P9999D}
            """.formatted(name, topic);
    }

    /** Every event once, in the answers of old and of new query servers. */
    private void assertCounted(String name, long sent, List<ChildQueryServer> servers) {
        for (ChildQueryServer server : servers) {
            URI question = server.address().resolve("/v1/" + name + "/totals");
            await(
                    () -> http.get(question).path("rows").path(0).path("events").asLong() >= sent,
                    "all events to be counted");
            JsonNode row = http.get(question).path("rows").path(0);
            assertEquals(sent, row.path("events").asLong());
            assertEquals(sent * (sent + 1) / 2, row.path("total").asLong());
        }
        System.out.println(sent + " events arrived meanwhile, each counted once");
    }

    /** One session for each visitor, with every event once; old query servers read what a new processor has written. */
    private void assertVisits(String name, long sent, List<ChildQueryServer> servers) {
        for (ChildQueryServer server : servers) {
            URI question = server.address().resolve("/v1/" + name + "/visits?limit=100000");
            await(() -> sum(http.get(question), "events") >= sent, "all events to be in sessions");
            JsonNode answer = http.get(question);
            assertEquals(sent, sum(answer, "events"));
            assertEquals(sent * (sent + 1) / 2, sum(answer, "total"));
            assertEquals(sent / Arrivals.PER_VISIT + 1, answer.path("rows").size());
        }
        System.out.println("the same events in " + (sent / Arrivals.PER_VISIT + 1) + " sessions, each counted once");
    }

    private static long sum(JsonNode answer, String measure) {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path(measure).asLong();
        }
        return sum;
    }

    private Controller controller(Build build) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ServiceProcess process = keep(ServiceProcess.start(
                build,
                engines,
                Map.of("SWITCHBACK_ADMIN_PORT", Integer.toString(port)),
                folder,
                "serve",
                "replay-controller"));
        return new Controller(process, URI.create("http://127.0.0.1:" + port));
    }

    private ChildQueryServer queryServer(Build build) throws IOException {
        ChildQueryServer server = new ChildQueryServer(engines, folder, build);
        server.awaitUp();
        return server;
    }

    private ServiceProcess processor(Build build, String pipeline, int version) throws IOException {
        Map<String, String> state = Map.of(
                "SWITCHBACK_STATE", folder.resolve("state-" + running.size()).toString());
        return keep(ServiceProcess.start(
                build, engines, state, folder, "serve", "processor", pipeline, Integer.toString(version)));
    }

    private void awaitLead(Controller controller) {
        await(() -> leads(controller), "a controller to lead");
    }

    private boolean leads(Controller controller) {
        try {
            return http.get(controller.admin().resolve("/health"))
                    .path("leading")
                    .asBoolean();
        } catch (RuntimeException e) {
            // It does not listen yet.
            return false;
        }
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private <T extends AutoCloseable> T keep(T started) {
        running.push(started);
        return started;
    }
}
