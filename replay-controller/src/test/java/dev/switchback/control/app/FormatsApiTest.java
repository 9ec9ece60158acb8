package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Registration of pipelines whose records name schemas. */
class FormatsApiTest extends SharedController {
    private static final String SCHEMA =
            "{\"type\":\"record\",\"name\":\"Edit\",\"fields\":[{\"name\":\"channel\",\"type\":\"string\"},{\"name\":\"added\",\"type\":\"long\"}]}";

    private String avro() {
        return TestWorld.manifest(pipeline, 0)
                .replace("format: json", "format: avro")
                .replace("time: TIMESTAMP(3)", "time: {type: TIMESTAMP(3), from: timestamp}");
    }

    @Test
    @DisplayName("Columns are compared with the newest schema; the version keeps the one that it was compared with")
    void registration() {
        AdminClient.Answer missing = admin.postYaml(path("/versions"), avro());
        assertEquals("invalid_manifest", refused(422, missing));
        assertEquals(
                "schema_registry",
                missing.json().get("problems").get(0).get("code").asString());
        int id = registry.register(pipeline + "-value", "AVRO", SCHEMA);
        AdminClient.Answer wrong = admin.postYaml(path("/versions"), avro().replace("added: BIGINT", "added: BOOLEAN"));
        assertEquals("invalid_manifest", refused(422, wrong));
        AdminClient.Answer unknown = admin.postYaml(
                path("/versions"), avro().replace("added: BIGINT", "added: {type: BIGINT, path: diff.added}"));
        assertEquals("invalid_manifest", refused(422, unknown));
        JsonNode problem = unknown.json().get("problems").get(0);
        assertEquals("schema_mismatch", problem.get("code").asString());
        assertEquals("source.columns.added", problem.get("field").asString());
        // Counted by hand in TestWorld.manifest.
        assertEquals(10, problem.get("line").asInt());
        AdminClient.Answer good = admin.postYaml(path("/versions"), avro());
        assertEquals(201, good.status(), good.body());
        assertEquals(OptionalInt.of(id), readerSchema());
        // What was registered once is not compared with newer schemas again by itself.
        registry.register(pipeline + "-value", "AVRO", SCHEMA.replace("added", "plus"));
        assertEquals(OptionalInt.of(id), readerSchema());
    }

    private OptionalInt readerSchema() {
        try (var database = PostgresPool.open(engines.postgres(), 1)) {
            return new PostgresVersionCatalog(database)
                    .find(new VersionId(pipeline, 1))
                    .orElseThrow()
                    .readerSchema();
        }
    }

    @Test
    @DisplayName("While the registry does not answer, nothing is registered")
    void registryAway() {
        registry.fail(503);
        try {
            AdminClient.Answer away = admin.postYaml(path("/versions"), avro());
            assertEquals("store_unavailable", refused(503, away));
            assertTrue(away.body().contains("schema registry"), away.body());
        } finally {
            registry.fail(0);
        }
        // JSON does not need it.
        registry.stop();
        try {
            register(0);
        } finally {
            registry.startAgain();
        }
    }

    @Test
    @DisplayName("A version says what it changes in how records are read")
    void changes() {
        registry.register(pipeline + "-value", "AVRO", SCHEMA);
        build(1, 0);
        AdminClient.Answer answer = admin.postYaml(path("/versions"), avro());
        assertEquals(201, answer.status(), answer.body());
        JsonNode changes = answer.json().get("changes");
        assertEquals(
                "[\"format json -> avro\",\"+subject " + pipeline + "-value\"]",
                changes.get("source").toString());
        assertEquals(
                "[\"time TIMESTAMP(3) at time -> TIMESTAMP(3) from timestamp\"]",
                changes.get("source_columns").toString());
    }
}
