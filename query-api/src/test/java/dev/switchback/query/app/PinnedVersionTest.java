package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.access.Secret;
import dev.switchback.views.postgres.PostgresQueryReports;
import dev.switchback.views.reader.QueryReports;
import dev.switchback.views.reader.ServedQueries;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Versions named by the caller, and epochs asked for by the caller. */
class PinnedVersionTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();

    private static final TestPipeline pipeline = new TestPipeline();

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void pinsAShadowActiveOrStandbyVersion() {
        Api api = new Api(pipeline.server());
        VersionId first = version("", 10);
        VersionId second = version("# second\n", 20);
        String path = "/v1/" + pipeline.name + "/edits";
        assertEquals("no_active_version", api.ask(path).code());
        Api.Reply shadow = api.ask(path, "version", "2", "step", "all", "group_by", "");
        assertEquals(20, shadow.rows().get(0).get("edits").asInt());
        assertEquals(0, shadow.json().get("epoch").asInt());

        pipeline.switchTo(first);
        pipeline.switchTo(second);
        Api.Reply standby = api.ask(path, "version", "1", "step", "all", "group_by", "");
        assertEquals(10, standby.rows().get(0).get("edits").asInt());
        assertEquals(1, standby.json().get("version").asInt());
        assertEquals(2, standby.json().get("epoch").asInt(), "the epoch is the pipeline's");
        assertEquals(
                "1",
                standby.response().headers().firstValue("Switchback-Version").orElse(""));
    }

    @Test
    void minEpochRefusesOlderAnswers() {
        TestPipeline own = new TestPipeline();
        try (own) {
            Api api = new Api(own.server());
            VersionId version = own.version("");
            own.settle(version, START);
            own.switchTo(version);
            String path = "/v1/" + own.name + "/edits";
            assertEquals(200, api.get(path, "Switchback-Min-Epoch", "1").status());
            assertEquals(
                    "epoch_not_reached",
                    api.get(path, "Switchback-Min-Epoch", "2").code());
            assertEquals(409, api.get(path, "Switchback-Min-Epoch", "2").status());
            for (String bad : List.of("-1", "x", "99999999999999999999")) {
                assertEquals(
                        "invalid_parameter",
                        api.get(path, "Switchback-Min-Epoch", bad).code());
            }
        }
    }

    @Test
    @DisplayName("Without keys everybody on this machine may ask; from the first key on one is needed")
    void keys() throws SQLException {
        TestPipeline own = new TestPipeline();
        try (own) {
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class,
                    () -> QueryServer.start(new QueryServerSettings(own.engines, "0.0.0.0", 0))
                            .close());
            assertTrue(String.valueOf(refused.getMessage()).contains("no token is configured"), refused.getMessage());
            String key = Secret.draw();
            Api api = new Api(own.server());
            String path = "/v1/" + own.name + "/edits";
            assertEquals("unknown_pipeline", api.get(path).code());
            try (Connection connection = own.pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO access_token (id, name, role, hash, created_by) VALUES (?, 'k', 4, ?, 't')")) {
                insert.setObject(1, UUID.randomUUID());
                insert.setString(2, Secret.hash(key));
                assertEquals(1, insert.executeUpdate());
            }
            Api later = new Api(own.server());
            assertEquals(401, later.get(path).status());
            assertEquals("unauthorized", later.get(path).code());
            assertEquals(
                    "unauthorized",
                    later.get(path, "Authorization", "Bearer " + key + "x").code());
            assertEquals(
                    "unknown_pipeline",
                    later.get(path, "Authorization", "Bearer " + key).code());
            assertEquals(401, later.get("/prometheus").status());
            assertEquals(200, later.get("/openapi.yaml").status());
        }
    }

    @Test
    void windowsPastTheHistoryRetentionAreHidden() {
        TestPipeline own = new TestPipeline();
        try (own) {
            Api api = new Api(own.server());
            VersionId version = own.version("");
            // The watermark is ten seconds behind the newest event; a day behind it ends the retention.
            long newest = START + 86_400_000 + 10_000;
            List<Event> events = List.of(
                    event(START - 60_000), event(START - 1), event(START), event(START + 60_000), event(newest));
            new WrittenHistory(own, version).write(events, new Random(1));
            own.switchTo(version);
            Api.Reply reply = api.ask("/v1/" + own.name + "/edits");
            assertEquals(
                    3, reply.rows().size(), "the two windows that end at or before " + Instant.ofEpochMilli(START));
            assertEquals(
                    "2015-09-12T13:00:00.000Z",
                    reply.rows().get(0).get("window_start").asString());
            assertTrue(api.ask("/v1/" + own.name + "/log").rows().size() == 5, "a view without retention keeps all");
        }
    }

    @Test
    @DisplayName("P6: a server reports how it answered the queries of an epoch, those that named a version aside")
    void reportsFigures() {
        TestPipeline own = new TestPipeline();
        try (own) {
            Api api = new Api(own.server());
            VersionId version = own.version("");
            own.settle(version, START);
            own.switchTo(version);
            String path = "/v1/" + own.name + "/edits";
            QueryReports reports = new PostgresQueryReports(own.pool);
            for (int i = 0; i < 7; i++) {
                assertEquals(200, api.ask(path).status());
                assertEquals(200, api.ask(path, "version", "1").status());
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        "unknown_view", api.ask("/v1/" + own.name + "/gone").code());
                assertEquals("invalid_parameter", api.ask(path, "limit", "none").code());
            }
            ServedQueries served = awaitServed(reports, own.name, 13);
            assertEquals(3, served.failed(), "the caller's own mistakes are not the version's");
            assertEquals(1, served.servers());
            assertEquals(0, served.silent());
            assertEquals(
                    13, served.latencies().stream().mapToLong(Long::longValue).sum());
            assertEquals(0, reports.served(own.name, 2).answered(), "nothing of another epoch");
        }
    }

    private static ServedQueries awaitServed(QueryReports reports, String name, long answered) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        ServedQueries served = reports.served(name, 1);
        while (served.answered() != answered) {
            assertTrue(System.nanoTime() < end, "after 60 s: " + served);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            served = reports.served(name, 1);
        }
        return served;
    }

    private static Event event(long time) {
        return new Event(time, "#en", false, "user", 1L, BigDecimal.ONE);
    }

    private static VersionId version(String comment, int size) {
        VersionId version = pipeline.version(comment);
        new WrittenHistory(pipeline, version)
                .write(IntStream.range(0, size).mapToObj(i -> event(START + i)).toList(), new Random(1));
        return version;
    }
}
