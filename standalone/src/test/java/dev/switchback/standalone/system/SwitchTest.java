package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four query servers in processes of their own, one stopped and continued, one killed and started again, through switches under load. */
final class SwitchTest {
    private static final int SERVERS = 4;
    private static final int CLIENTS = 8;
    private static final int SWITCHES = Campaign.choose(12, 50);
    /** Answers before the first switch, and between one switch and the next. */
    private static final int STEADY = Campaign.choose(200, 20_000);

    private static final int BETWEEN = Campaign.choose(30, 600);
    /** Answers in all; rounds of switches, with everything that goes wrong, go on until there are so many. */
    private static final long ANSWERS = Long.getLong("switchback.reads", Campaign.choose(500, 1_000_000));

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P5, P6: no query fails, mixes versions or sees an epoch go back while four servers, one stopped and one"
                    + " killed, see switches and rollbacks back to back")
    void switchesAreAtomicOverProcesses() throws IOException, InterruptedException {
        EngineAddresses engines = engines();
        List<ChildQueryServer> servers = new ArrayList<>();
        try (ThreadLauncher launcher = new ThreadLauncher(engines, 2, folder.resolve("state"));
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), launcher);
                Http http = new Http()) {
            for (int i = 0; i < SERVERS; i++) {
                servers.add(new ChildQueryServer(engines, folder));
            }
            SwitchedPipeline pipeline = new SwitchedPipeline(engines.kafka());
            Switches switches =
                    new Switches(http, URI.create("http://127.0.0.1:" + controller.port()), pipeline, servers);
            switches.build();
            for (ChildQueryServer server : servers) {
                server.awaitUp();
            }
            readThrough(switches, servers, pipeline);
        } finally {
            servers.forEach(ChildQueryServer::close);
        }
    }

    private static void readThrough(Switches switches, List<ChildQueryServer> servers, SwitchedPipeline pipeline)
            throws IOException, InterruptedException {
        try (HttpClient plain = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(30))
                        .build();
                ReadingClients clients = new ReadingClients(plain, servers, pipeline, CLIENTS)) {
            ReadHistory history = clients.history();
            clients.awaitReads(STEADY);
            for (int made = 0; made == 0 || made % SWITCHES != 0 || history.count() < ANSWERS; made++) {
                trouble(made % SWITCHES, servers);
                history.add(switches.next());
                clients.awaitReads(BETWEEN);
                assertEquals(List.of(), clients.faults());
                if (made % SWITCHES == SWITCHES - 1) {
                    check(history, switches);
                }
            }
            clients.finish();
            assertEquals(List.of(), clients.faults());
            check(history, switches);
            assertTrue(history.count() >= ANSWERS, history.count() + " answers");
        }
    }

    private static void check(ReadHistory history, Switches switches) {
        assertEquals(List.of(), history.faults(switches.versionOfEpoch()));
        double during = history.p99(true);
        double between = history.p99(false);
        System.out.printf(
                Locale.ROOT,
                "%d reads checked, 0 wrong; %s; p99 %.1f ms during switches, %.1f ms between them: ratio %.2f%n",
                history.count(),
                switches.summary(),
                during,
                between,
                during / between);
    }

    /** What goes wrong before which switch; all is well again in the end. */
    private static void trouble(int before, List<ChildQueryServer> servers) throws IOException {
        switch (before) {
            case 2 -> servers.get(0).suspend();
            case 5 -> servers.get(0).resume();
            case 6 -> servers.get(1).kill();
            case 9 -> servers.get(1).restart();
            default -> {}
        }
    }

    private static EngineAddresses engines() {
        URI postgres = TestEngines.newPostgresDatabase();
        URI clickHouse = TestEngines.clickHouse();
        Migrations.run(postgres, clickHouse);
        return new EngineAddresses(TestEngines.kafka(), postgres, clickHouse, TestEngines.redis());
    }
}
