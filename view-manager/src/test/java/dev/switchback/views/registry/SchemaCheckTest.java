package dev.switchback.views.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestReader;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests against a real registry. */
class SchemaCheckTest {
    private static final String MANIFEST = """
            pipeline: edits
            source:
              topic: edits
              format: FORMAT
              event_time: time
              columns:
                time: {type: TIMESTAMP(3), from: timestamp}
                COLUMN
            views: {x: {sql: SELECT 1 AS one FROM edits}}
            """;

    private static final String AVRO = """
            {"type":"record","name":"Edit","fields":[
              {"name":"id","type":"string"},{"name":"added","type":["null","long"]},
              {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
              {"name":"actor","type":["null",{"type":"record","name":"Actor","fields":[{"name":"login","type":"string"}]}]},
              {"name":"tags","type":{"type":"array","items":"string"}},{"name":"labels","type":{"type":"map","values":"int"}},
              {"name":"either","type":["string",{"type":"record","name":"Long","fields":[{"name":"text","type":"string"}]}]}]}""";

    private static final String PROTOBUF = """
            syntax = "proto3";
            import "google/protobuf/timestamp.proto";
            import "acme/actor.proto";
            message Ping { int32 x = 1; }
            message Edit { string id = 1; acme.Actor actor = 2; repeated string tags = 3; map<string, int64> labels = 4;
              google.protobuf.Timestamp at = 5; }
            """;

    private TestSchemaRegistry registry;
    private HttpSchemaRegistry client;

    @BeforeEach
    void start() {
        registry = TestSchemaRegistry.start();
        client = new HttpSchemaRegistry(new SchemaRegistryAddress(registry.url()));
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private OptionalInt check(String format, String column) throws ManifestException {
        String yaml = MANIFEST.replace("FORMAT", format).replace("COLUMN", column);
        return new SchemaCheck(Optional.of(client)).check(new ManifestReader().read(yaml), yaml);
    }

    private String problem(String format, String column) {
        List<ManifestProblem> problems = assertThrows(ManifestException.class, () -> check(format, column))
                .problems();
        assertEquals(1, problems.size(), problems.toString());
        ManifestProblem problem = problems.getFirst();
        return problem.code() + " " + problem.field() + " " + problem.line() + ": " + problem.message();
    }

    @Test
    void avroColumns() throws ManifestException {
        registry.register("edits-value", "AVRO", "\"string\"");
        int id = registry.register("edits-value", "AVRO", AVRO);
        for (String column : List.of(
                "id: VARCHAR",
                "added: BIGINT",
                "added: INTEGER",
                "price: {type: 'DECIMAL(9,2)'}",
                "price: {type: 'DECIMAL(20,5)'}",
                "login: {type: VARCHAR, path: actor.login}",
                "tag: {type: VARCHAR, path: 'tags[3]'}",
                "label: {type: BIGINT, path: labels.any}",
                "either: VARCHAR",
                "either: {type: VARCHAR, path: either.text}",
                "key: {type: VARCHAR, from: key, path: nowhere}")) {
            assertEquals(OptionalInt.of(id), check("avro", column), column);
        }
        assertEquals(
                "SCHEMA_MISMATCH source.columns.user 8: the schema's record Edit has no field user; it has id, added, price, actor, tags, labels, either",
                problem("avro", "user: VARCHAR"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.id 8: the schema has string at id, which no BIGINT can be read from",
                problem("avro", "id: BIGINT"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.price 8: the schema has bytes (decimal(9,2)) at price, which no DECIMAL(9,1) can be read from",
                problem("avro", "price: {type: 'DECIMAL(9,1)'}"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.actor 8: the schema has record Actor at actor, which no VARCHAR can be read from",
                problem("avro", "actor: VARCHAR"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.tag 8: the schema has array where tags.x wants field x",
                problem("avro", "tag: {type: VARCHAR, path: tags.x}"));
    }

    @Test
    void protobufColumns() throws ManifestException {
        registry.register(
                "acme/actor.proto",
                "PROTOBUF",
                "syntax = \"proto3\"; package acme; message Actor { string login = 1; }");
        int id = registry.register(
                "edits-value",
                "PROTOBUF",
                PROTOBUF,
                new TestSchemaRegistry.Reference("acme/actor.proto", "acme/actor.proto", 1));
        for (String column : List.of(
                "id: VARCHAR",
                "login: {type: VARCHAR, path: actor.login}",
                "tag: {type: VARCHAR, path: 'tags[0]'}",
                "label: {type: BIGINT, path: labels.a}",
                "at: TIMESTAMP(3)",
                "x: BIGINT")) {
            assertEquals(OptionalInt.of(id), check("protobuf", column), column);
        }
        // Neither of the two messages has both; what is said is about the first.
        assertEquals(
                "SCHEMA_MISMATCH source.columns.id 8: the schema's message Ping has no field id; it has x",
                problem("protobuf", "id: VARCHAR\n    x: INTEGER"));
        registry.register(
                "edits-value",
                "PROTOBUF",
                "syntax = \"proto3\"; message E { repeated int32 n = 1; uint64 u = 2; map<string, int32> m = 3; }");
        assertEquals(
                "SCHEMA_MISMATCH source.columns.n 8: the schema's field n is repeated: name a place behind it, like n[0]",
                problem("protobuf", "n: INTEGER"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.u 8: the schema has uint64 at u, which no VARCHAR can be read from",
                problem("protobuf", "u: VARCHAR"));
        assertEquals(
                "SCHEMA_MISMATCH source.columns.m 8: the schema's field m is a map: name a key behind it",
                problem("protobuf", "m: INTEGER"));
    }

    @Test
    void registriesThatCannotTell() throws ManifestException {
        assertEquals(
                "SCHEMA_REGISTRY source.topic 3: the schema registry has no subject 'edits-value'",
                problem("avro", "id: VARCHAR"));
        registry.register("edits-value", "PROTOBUF", "syntax = \"proto3\"; message E { int32 n = 1; }");
        assertEquals(
                "SCHEMA_REGISTRY source.format 4: schema 1 is of type PROTOBUF, not AVRO",
                problem("avro", "id: VARCHAR"));
        registry.register(
                "edits-value", "PROTOBUF", "syntax = \"proto3\"; import \"other.proto\"; message E { Other n = 1; }");
        assertTrue(problem("protobuf", "id: VARCHAR").contains("schema 2 is not a valid Protobuf schema"));
        registry.register("a b/c", "AVRO", AVRO);
        String yaml = MANIFEST.replace("FORMAT", "avro\n  subject: a b/c").replace("COLUMN", "id: VARCHAR");
        assertEquals(
                OptionalInt.of(3), new SchemaCheck(Optional.of(client)).check(new ManifestReader().read(yaml), yaml));
        ManifestException none = assertThrows(
                ManifestException.class,
                () -> new SchemaCheck(Optional.empty()).check(new ManifestReader().read(yaml), yaml));
        assertTrue(none.problems().getFirst().advice().contains("SWITCHBACK_SCHEMA_REGISTRY"));
        // JSON asks nobody.
        String json = MANIFEST.replace("FORMAT", "json").replace("COLUMN", "id: VARCHAR");
        assertEquals(
                OptionalInt.empty(), new SchemaCheck(Optional.empty()).check(new ManifestReader().read(json), json));
    }

    @Test
    void referencesCredentialsAndOutages() {
        registry.register(
                "geo",
                "AVRO",
                "{\"type\":\"record\",\"name\":\"Geo\",\"fields\":[{\"name\":\"land\",\"type\":\"string\"}]}");
        int id = registry.register(
                "edits-value",
                "AVRO",
                "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"geo\",\"type\":\"Geo\"}]}",
                new TestSchemaRegistry.Reference("Geo", "geo", 1));
        assertEquals(
                "Geo", client.schema(id).orElseThrow().dependencies().getFirst().name());
        assertEquals(Optional.empty(), client.schema(77));
        assertEquals(Optional.empty(), client.latest("nobody"));
        registry.requireAuthorization("Basic ZXZlOnNlY3JldDo=");
        assertTrue(unavailable(client).contains("refuses the credentials"));
        String host = registry.url().getHost() + ":" + registry.url().getPort();
        try (HttpSchemaRegistry named =
                new HttpSchemaRegistry(new SchemaRegistryAddress(URI.create("http://eve:secret%3A@" + host + "/")))) {
            assertTrue(named.schema(id).isPresent());
        }
        registry.requireAuthorization("Bearer abc");
        try (HttpSchemaRegistry named =
                new HttpSchemaRegistry(new SchemaRegistryAddress(registry.url(), Optional.of("abc")))) {
            assertTrue(named.schema(id).isPresent());
        }
        registry.requireAuthorization("");
        // A 404 that is not the registry's own says nothing about the schema.
        registry.fail(404);
        assertTrue(unavailable(client).contains("HTTP 404"));
        registry.fail(500);
        assertTrue(unavailable(client).contains("HTTP 500"));
        registry.stop();
        assertTrue(unavailable(client).contains("does not answer"));
    }

    private static String unavailable(HttpSchemaRegistry client) {
        return String.valueOf(assertThrows(StoreUnavailableException.class, () -> client.schema(1))
                .getMessage());
    }

    @Test
    void unknownIdsAreBelievedForAWhile() {
        long[] now = {0};
        RememberingRegistry remembering = new RememberingRegistry(client, () -> now[0]);
        assertEquals(Optional.empty(), remembering.schema(1));
        int id = registry.register("s", "AVRO", "\"int\"");
        assertEquals(1, id);
        assertEquals(Optional.empty(), remembering.schema(1));
        assertEquals(1, registry.requests());
        now[0] = 6_000_000_000L;
        assertTrue(remembering.schema(1).isPresent());
        registry.stop();
        assertTrue(remembering.schema(1).isPresent());
    }
}
