package dev.switchback.control.app;

import static dev.switchback.control.testing.TestWorld.manifest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.history.HistoryNames;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The admin API's answers to good and bad requests. */
class AdminApiTest extends SharedController {
    @Test
    @DisplayName("A manifest registered twice gives the same version; a changed one says what it changes")
    void registration() {
        build(1, 0);
        AdminClient.Answer same = admin.postYaml(path("/versions"), "# only a comment\n" + manifest(pipeline, 0));
        assertEquals(200, same.status(), same.body());
        assertEquals(1, same.json().get("version").asInt());
        String changed = manifest(pipeline, 10)
                .replace("COUNT(*) AS edits", "COUNT(*) AS edits, SUM(added) AS added")
                .replace("  channels:\n", "  all_channels:\n");
        AdminClient.Answer next = admin.postYaml(path("/versions"), changed);
        assertEquals(201, next.status(), next.body());
        assertEquals(path("/versions/2"), next.location());
        assertEquals(64, next.json().get("fingerprint").asString().length());
        JsonNode changes = next.json().get("changes");
        assertEquals(1, changes.get("against").asInt());
        assertEquals("[\"all_channels\"]", changes.get("views_added").toString());
        assertEquals("[\"channels\"]", changes.get("views_removed").toString());
        assertEquals(
                "[{\"view\":\"edits_by_channel\",\"columns\":[\"+added BIGINT\"],\"logic\":true}]",
                changes.get("views_changed").toString());
        assertEquals(
                changed, admin.get(path("/versions/2")).json().get("manifest").asString());
    }

    @Test
    @DisplayName("A manifest that is refused names every problem with its place")
    void refusedManifest() {
        AdminClient.Answer answer =
                admin.postYaml(path("/versions"), manifest(pipeline, 0).replace("added >= 0", "adde >= 0"));
        assertEquals("invalid_manifest", refused(422, answer));
        JsonNode problem = answer.json().get("problems").get(0);
        assertEquals("unknown_column", problem.get("code").asString());
        assertEquals("views.edits_by_channel.sql", problem.get("field").asString());
        // Counted by hand in TestWorld.manifest.
        assertEquals(16, problem.get("line").asInt());
        assertEquals(
                "invalid_manifest", refused(422, admin.postYaml(path("/versions"), manifest("other_pipeline", 0))));
        assertEquals("invalid_manifest", refused(422, admin.postYaml(path("/versions"), "{{{{")));
        assertEquals("invalid_manifest", refused(422, admin.postYaml(path("/versions"), "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"version\":\"1\"}",
                "{\"version\":0}",
                "{\"version\":1.5}",
                "{\"version\":99999999999999999999}",
                "{\"version\":4294967297}",
                "{\"version\":1,\"switch\":\"now\"}",
                "{\"version\":1,\"switch\":true}",
                "{\"version\":1,\"swich\":\"auto\"}",
                "{\"version\":1,\"version\":1}",
                "{\"version\":1} {}",
                "{\"version\":1,\"accept_loss\":true}",
                "{\"version\":1,\"accept_loss\":{\"by\":\"ann\"}}",
                "{\"version\":1,\"accept_loss\":{\"by\":\"ann\",\"reason\":\" \"}}",
                "{\"version\":1,\"catch_up\":{\"hold\":\"2 s\"}}",
                "{\"version\":1,\"catch_up\":{\"hold\":\"-PT2S\"}}",
                "{\"version\":1,\"catch_up\":{\"max_lag_events\":-1}}",
                "{\"version\":1,\"catch_up\":{\"lag\":1}}",
            })
    @DisplayName("A body that is not what it should be is refused with 400")
    void badBodies(String body) {
        assertEquals("invalid_request", refused(400, admin.post(path("/replays"), body)));
    }

    @Test
    @DisplayName("Bad paths, methods, media types, limits and sizes get problem documents")
    void badRequests() {
        assertEquals("pipeline_not_found", refused(404, admin.get("/v1/pipelines/unknown")));
        assertEquals("pipeline_not_found", refused(404, admin.get("/v1/pipelines/a'%20OR%20'1'='1")));
        assertEquals("not_found", refused(404, admin.get("/v1/nowhere")));
        assertEquals("method_not_allowed", refused(405, admin.delete("/v1/pipelines/unknown")));
        register(0);
        assertEquals("version_not_found", refused(404, admin.get(path("/versions/9"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/versions/x"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/versions/-1"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/journal?limit=-1"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/journal?limit=1001"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/journal?after=x"))));
        assertEquals("invalid_request", refused(400, admin.get(path("/versions/1/dead-letters?after=1"))));
        assertEquals("replay_not_found", refused(404, admin.get(path("/replays/1"))));
        assertEquals(
                "replay_not_found", refused(404, admin.get(path("/replays/00000000-0000-0000-0000-000000000000"))));
        assertEquals("unsupported_media_type", refused(415, admin.post(path("/replays"), "x=1", "text/plain")));
        assertEquals("body_too_large", refused(413, admin.postYaml(path("/versions"), "#".repeat(1_100_000))));
        assertEquals(
                "version_not_ready", refused(409, admin.post(path("/switch"), "{\"version\":1,\"expected_epoch\":0}")));
    }

    @Test
    @DisplayName("Dead letters are shown as text, or in base64 where they are none, page by page")
    void deadLetters() throws Exception {
        register(0);
        assertEquals(
                "[]",
                admin.get(path("/versions/1/dead-letters"))
                        .json()
                        .get("dead_letters")
                        .toString());
        awaitState(replay(1, "auto"), "done");
        try (Client client = ClickHouseClients.open(engines.clickHouse())) {
            client.execute("INSERT INTO " + HistoryNames.deadLetters(new VersionId(pipeline, 1))
                            + " (_partition, _offset, reason, detail, payload, event_timestamp) VALUES"
                            + " (0, 7, 'invalid_json', 'no value', '{\"a\":', toDateTime64(0, 3)),"
                            + " (1, 3, 'invalid_json', 'rubbish', unhex('FF00'), toDateTime64(0, 3)),"
                            + " (2, 1, 'tombstone', 'no value', NULL, toDateTime64(0, 3)),"
                            + " (2, 5, 'late', 'an hour behind', '{}', toDateTime64(0, 3))")
                    .get()
                    .close();
        }
        JsonNode page = admin.get(path("/versions/1/dead-letters?limit=2")).json();
        JsonNode letters = page.get("dead_letters");
        assertEquals(2, letters.size());
        assertEquals("{\"a\":", letters.get(0).get("payload").asString());
        assertEquals("/wA=", letters.get(1).get("payload_base64").asString());
        assertEquals("1970-01-01T00:00:00Z", letters.get(1).get("timestamp").asString());
        JsonNode rest = admin.get(path("/versions/1/dead-letters?limit=2&after="
                        + page.get("next").asString()))
                .json();
        assertEquals(2, rest.get("dead_letters").size());
        assertEquals("tombstone", rest.get("dead_letters").get(0).get("reason").asString());
        assertEquals(2, letters("?reason=invalid_json").size());
        assertEquals(
                3,
                letters("?reason=invalid_json&after=0:7").get(0).get("offset").asInt());
        assertEquals(letters("?reason=late"), lateEvents());
        assertEquals(5, letters("?reason=late").get(0).get("offset").asInt());
        AdminClient.Answer unknown = admin.get(path("/versions/1/dead-letters?reason=LATE"));
        assertEquals("invalid_request", refused(400, unknown));
        assertTrue(unknown.body().contains("expression, late"), unknown.body());
        // These letters were never counted: the audit finds them.
        JsonNode counts = admin.get(path("")).json().get("versions").get(0).get("counts");
        assertFalse(counts.get("conserved").asBoolean(), counts.toString());
        assertEquals("mismatch", counts.get("audit").get("result").asString());
    }

    private JsonNode letters(String query) {
        return admin.get(path("/versions/1/dead-letters" + query)).json().get("dead_letters");
    }

    private JsonNode lateEvents() {
        return admin.get(path("/versions/1/late-events")).json().get("late_events");
    }

    @Test
    @DisplayName(
            "P4: the status accounts for every offset per partition, and says when the history store holds something else")
    void conservation() {
        build(1, 0);
        TestWorld.await("an exact audit", () -> "exact".equals(auditResult()));
        JsonNode version = admin.get(path("")).json().get("versions").get(0);
        assertTrue(version.get("counts").get("conserved").asBoolean(), version.toString());
        assertEquals(750, version.get("counts").get("offsets").asInt());
        JsonNode partitions = version.get("partitions");
        assertEquals(3, partitions.size());
        for (int partition = 0; partition < 3; partition++) {
            JsonNode shown = partitions.get(partition);
            assertEquals(partition, shown.get("partition").asInt());
            assertEquals(0, shown.get("start").asInt());
            assertEquals(
                    List.of(500, 0, 250).get(partition), shown.get("committed").asInt());
            assertEquals(List.of(500, 0, 250).get(partition), shown.get("kept").asInt());
            assertEquals(partition != 1, shown.has("watermark"));
            assertTrue(shown.get("conserved").asBoolean());
            assertFalse(shown.get("idle").asBoolean());
        }
        JsonNode listed = admin.get("/v1/pipelines").json().get("pipelines");
        listed.forEach(each -> each.get("versions")
                .forEach(one -> assertTrue(
                        !one.has("counts")
                                || "not_run"
                                        .equals(one.get("counts")
                                                .get("audit")
                                                .get("result")
                                                .asString()),
                        one.toString())));
        processors.loseRows(1);
        topic.write(0, 10);
        TestWorld.await("the loss to be seen", () -> "mismatch".equals(auditResult()));
        JsonNode counts = admin.get(path("")).json().get("versions").get(0).get("counts");
        assertFalse(counts.get("conserved").asBoolean());
        assertEquals(
                "The view edits_by_channel holds 759 events, and the ledger 760.",
                counts.get("audit").get("detail").asString());
    }

    private String auditResult() {
        return admin.get(path(""))
                .json()
                .get("versions")
                .get(0)
                .get("counts")
                .get("audit")
                .get("result")
                .asString();
    }

    @Test
    @DisplayName("Server-sent events tell of the journal and of progress, from the entry named")
    void events() throws Exception {
        register(0);
        String replay = replay(1, "auto");
        URI uri = admin.base().resolve(path("/events"));
        URLConnection connection = uri.toURL().openConnection();
        connection.setRequestProperty("Last-Event-ID", "0");
        connection.setReadTimeout(20_000);
        StringBuilder seen = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine();
                    line != null && !line.contains("replay_done");
                    line = lines.readLine()) {
                seen.append(line).append('\n');
            }
        }
        for (String expected :
                List.of("event: journal", "version_registered", "replay_ready", "event: replay", replay)) {
            assertTrue(seen.toString().contains(expected), expected + " in\n" + seen);
        }
    }

    @Test
    @DisplayName("Health, metrics and the description of the API are served")
    void system() {
        build(1, 0);
        JsonNode health = admin.get("/health").json();
        assertEquals("UP", health.get("status").asString());
        for (String engine : List.of("postgresql", "clickhouse", "redis", "kafka")) {
            assertEquals("UP", health.get("engines").get(engine).asString(), engine);
        }
        String metrics = admin.get("/prometheus").body();
        assertTrue(metrics.contains("switchback_controller_leading 1\n"), metrics);
        assertTrue(metrics.contains("switchback_pipeline_epoch{pipeline=\"" + pipeline + "\"} 1\n"), metrics);
        assertTrue(admin.get("/openapi.yaml").body().startsWith("openapi: 3."));
        assertTrue(admin.get("/v1/pipelines").json().get("pipelines").size() >= 1);
    }
}
