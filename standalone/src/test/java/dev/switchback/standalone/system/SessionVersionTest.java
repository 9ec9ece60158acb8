package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Versions with a view of sessions through their whole life: controller, processors and query server on the real engines. */
final class SessionVersionTest {
    private static final long BEGIN = Instant.parse("2015-09-12T00:00:00Z").toEpochMilli();
    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of("");

    private final String pipeline = TestEngines.uniqueName("visits");
    private final List<Click> clicks = new ArrayList<>();

    private record Click(long time, String user, long price) {}

    @Test
    @DisplayName(
            "P4, P5, P9: a version with sessions is built, audited, switched to, aborted and retired, and leaves nothing")
    void wholeLife() {
        EngineAddresses engines = engines();
        try (ThreadLauncher processors = new ThreadLauncher(engines, 2, folder);
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), processors);
                QueryServer queries = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
                Http http = new Http();
                TopicLoader topic = topic(engines)) {
            Service service = new Service(http, pipeline, controller.port(), queries.port());
            send(topic, 900);
            service.register(manifest(30));
            service.await(service.replay(1, "auto"), "done");
            send(topic, 300);
            until(() -> service.sessions().equals(sessions(30_000)), "version 1 to follow");
            until(() -> "exact".equals(service.audit(0)), "an exact audit");
            assertTrue(
                    service.version(0).path("counts").path("conserved").asBoolean(),
                    service.version(0).toString());
            assertEquals(0, service.version(0).path("lag").path("events").asLong(-1));
            assertEquals(
                    clicks.size(),
                    service.version(0)
                            .path("counts")
                            .path("view_events")
                            .path("visits")
                            .asLong());

            VersionId second = new VersionId(pipeline, 2);
            service.register(manifest(90));
            String replay = service.replay(2, "manual");
            service.await(replay, "ready");
            assertEquals(VersionRemains.KINDS, new VersionRemains(engines, second).kinds());
            service.abort(replay);
            service.await(replay, "aborted");
            assertEquals(List.of(), new VersionRemains(engines, second).all());

            service.await(service.replay(2, "auto"), "done");
            until(() -> service.sessions().equals(sessions(90_000)), "version 2 to answer");
            VersionId first = new VersionId(pipeline, 1);
            assertEquals(VersionRemains.KINDS, new VersionRemains(engines, first).kinds());
            service.retire(1);
            until(() -> new VersionRemains(engines, first).all().isEmpty(), "version 1 to leave nothing");
            assertEquals("retired", service.version(0).path("slot").asString());
            assertEquals(sessions(90_000), service.sessions());
            assertEquals(sessions(90_000), service.live());
        }
    }

    private static EngineAddresses engines() {
        URI postgres = TestEngines.newPostgresDatabase();
        Migrations.run(postgres, TestEngines.clickHouse());
        return new EngineAddresses(TestEngines.kafka(), postgres, TestEngines.clickHouse(), TestEngines.redis());
    }

    private String manifest(int gapSeconds) {
        return """
                pipeline: NAME
                source:
                  topic: NAME
                  event_time: time
                  out_of_orderness: PT5S
                  columns:
                    time: TIMESTAMP(3)
                    user_name: VARCHAR
                    price: BIGINT
                views:
                  visits:
                    sql: |
                      SELECT window_start, window_end, user_name, COUNT(*) AS clicks, SUM(price) AS price
                      FROM TABLE(SESSION(TABLE NAME PARTITION BY user_name, DESCRIPTOR(time), INTERVAL 'GAP' SECOND))
                      GROUP BY window_start, window_end, user_name
                    live: {retention: P1D}
                  minutes:
                    sql: |
                      SELECT window_start, COUNT(*) AS clicks
                      FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE)) GROUP BY window_start
                    live: {retention: PT1H}
                """.replace("NAME", pipeline).replace("GAP", String.valueOf(gapSeconds));
    }

    private TopicLoader topic(EngineAddresses engines) {
        TopicLoader.ensureTopic(engines.kafka(), pipeline, PARTITIONS);
        return new TopicLoader(engines.kafka(), pipeline);
    }

    private void send(TopicLoader topic, int events) {
        Random random = new Random(clicks.size());
        for (int i = 0; i < events; i++) {
            Click click = new Click(
                    BEGIN + clicks.size() * 1_000L - random.nextInt(4_000),
                    "u" + random.nextInt(20),
                    random.nextInt(500));
            clicks.add(click);
            String json = "{\"time\":" + click.time() + ",\"user_name\":\"" + click.user() + "\",\"price\":"
                    + click.price() + "}";
            topic.send(
                    new ProducerRecord<>(
                            pipeline, random.nextInt(PARTITIONS), null, json.getBytes(StandardCharsets.UTF_8)),
                    offset -> {});
        }
        topic.flush();
    }

    /** {@code start user} → end, clicks, price. */
    private Map<String, String> sessions(long gap) {
        Map<String, List<Click>> users = new TreeMap<>();
        clicks.forEach(click ->
                users.computeIfAbsent(click.user(), user -> new ArrayList<>()).add(click));
        Map<String, String> sessions = new TreeMap<>();
        users.forEach((user, all) -> {
            all.sort(Comparator.comparingLong(Click::time));
            int from = 0;
            for (int i = 1; i <= all.size(); i++) {
                if (i == all.size() || all.get(i).time() - all.get(i - 1).time() > gap) {
                    sessions.put(
                            Instant.ofEpochMilli(all.get(from).time()) + " " + user,
                            Instant.ofEpochMilli(all.get(i - 1).time() + gap) + " " + (i - from) + " "
                                    + all.subList(from, i).stream()
                                            .mapToLong(Click::price)
                                            .sum());
                    from = i;
                }
            }
        });
        return sessions;
    }

    private static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited " + LIMIT + " for " + what);
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** The two services, as a user asks them. */
    private record Service(Http http, String pipeline, int admin, int queries) {
        private URI admin(String rest) {
            return URI.create("http://127.0.0.1:" + admin + "/v1/pipelines/" + pipeline + rest);
        }

        void register(String manifest) {
            http.post(admin("/versions"), "application/yaml", manifest);
        }

        String replay(int version, String mode) {
            return http.post(
                            admin("/replays"),
                            Map.of("version", version, "switch", mode, "catch_up", Map.of("hold", "PT0.2S")),
                            Map.of())
                    .path("id")
                    .asString();
        }

        void await(String replay, String state) {
            until(
                    () -> {
                        JsonNode now = http.get(admin("/replays/" + replay));
                        assertTrue(!now.path("state").asString().equals("failed"), now.toString());
                        return state.equals(now.path("state").asString());
                    },
                    "the replay to be " + state);
        }

        void abort(String replay) {
            http.post(admin("/replays/" + replay + "/abort"), Map.of(), Map.of());
        }

        void retire(int version) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(admin("/versions/" + version))
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(202, answer.statusCode(), answer.body());
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        JsonNode version(int index) {
            return http.get(admin("")).path("versions").path(index);
        }

        String audit(int index) {
            return version(index).path("counts").path("audit").path("result").asString();
        }

        Map<String, String> sessions() {
            return sessions("?limit=100000");
        }

        /** All are within the retention. */
        Map<String, String> live() {
            return sessions("/live?windows=2000&limit=100000");
        }

        private Map<String, String> sessions(String question) {
            JsonNode answer =
                    http.get(URI.create("http://127.0.0.1:" + queries + "/v1/" + pipeline + "/visits" + question));
            Map<String, String> sessions = new TreeMap<>();
            answer.path("rows")
                    .forEach(row -> sessions.put(
                            Instant.parse(row.path("window_start").asString()) + " "
                                    + row.path("user_name").asString(),
                            Instant.parse(row.path("window_end").asString()) + " "
                                    + row.path("clicks").asLong() + " "
                                    + row.path("price").asLong()));
            return sessions;
        }
    }
}
