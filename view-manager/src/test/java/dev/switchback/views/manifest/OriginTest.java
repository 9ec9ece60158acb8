package dev.switchback.views.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns from elsewhere than a record's value, formats and leniency, as manifests write them. */
class OriginTest {
    private static final String MANIFEST = """
            pipeline: edits
            source:
              topic: edits
              MORE
              event_time: time
              columns:
                time: {type: TIMESTAMP(3), from: timestamp}
                v: {COLUMN}
            views: {x: {sql: 'SELECT v, COUNT(*) AS n FROM edits GROUP BY v'}}
            """;

    private static String manifest(String more, String column) {
        return MANIFEST.replace("MORE", more).replace("COLUMN", column);
    }

    private static SourceColumn column(String column) throws ManifestException {
        return new ManifestReader()
                .read(manifest("format: json", column))
                .source()
                .columns()
                .get(1);
    }

    @Test
    void origins() throws ManifestException {
        assertEquals(new Origin.Key(), column("type: VARCHAR, from: key").origin());
        assertEquals(JsonPath.WHOLE, column("type: VARCHAR, from: key").path());
        assertEquals(
                "key, field a.b", column("type: BIGINT, from: key, path: a.b").place());
        assertEquals(
                new Origin.Header("trace id: 1"),
                column("type: VARCHAR, from: 'header:trace id: 1'").origin());
        assertEquals(new Origin.Offset(), column("type: BIGINT, from: offset").origin());
        assertEquals("field v", column("type: BIGINT, from: value").place());
        assertEquals(
                List.of("binary"),
                column("type: BIGINT, from: key, format: binary").format().words());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            type: VARCHAR, from: keys                          | source.columns.v.from
            type: VARCHAR, from: 'header:'                     | source.columns.v.from
            type: BIGINT, from: key                            | source.columns.v.type
            type: TIMESTAMP(3), from: key, format: epoch_millis | source.columns.v.format
            type: BIGINT, from: key, path: a, format: binary   | source.columns.v.format
            type: VARCHAR, from: key, format: binary           | source.columns.v.format
            type: BIGINT, format: binary                       | source.columns.v.format
            type: BIGINT, from: key, format: [binary, text]    | source.columns.v.format
            type: INTEGER, from: offset                        | source.columns.v.type
            type: VARCHAR, from: partition                     | source.columns.v.type
            type: BIGINT, from: timestamp                      | source.columns.v.type
            type: BIGINT, from: offset, format: text           | source.columns.v.format
            type: BIGINT, from: offset, path: a                | source.columns.v.path
            """)
    void refused(String column, String field) {
        ManifestException refused = assertThrows(ManifestException.class, () -> column(column));
        assertEquals(field, refused.problems().getFirst().field());
        assertEquals(8, refused.problems().getFirst().line());
    }

    @Test
    void refusedSources() {
        Map.of(
                        "format: xml", "source.format",
                        "lenient: everything", "source.lenient",
                        "format: avro\n  lenient: comments", "source.lenient",
                        "subject: s", "source.subject")
                .forEach((more, field) -> {
                    ManifestException refused = assertThrows(
                            ManifestException.class,
                            () -> new ManifestReader().read(manifest(more, "type: VARCHAR")),
                            more);
                    assertEquals(field, refused.problems().getFirst().field());
                });
    }

    @Test
    void formatsAndLeniency() throws ManifestException {
        Source avro = new ManifestReader()
                .read(manifest("format: avro", "type: VARCHAR"))
                .source();
        assertEquals(Source.Format.AVRO, avro.format());
        assertEquals("edits-value", avro.subjectInRegistry());
        Source named = new ManifestReader()
                .read(manifest("format: protobuf\n  subject: acme.Edit", "type: VARCHAR"))
                .source();
        assertEquals("acme.Edit", named.subjectInRegistry());
        Source lenient = new ManifestReader()
                .read(manifest("lenient: [trailing_commas, comments]", "type: VARCHAR"))
                .source();
        assertEquals(Set.of(Source.Leniency.COMMENTS, Source.Leniency.TRAILING_COMMAS), lenient.lenient());
    }

    /** All that decides what a row holds is in the fingerprint; what says the same is not. */
    @Test
    void fingerprints() throws ManifestException {
        List<String> different = List.of(
                manifest("format: json", "type: VARCHAR"),
                manifest("format: avro", "type: VARCHAR"),
                manifest("format: protobuf", "type: VARCHAR"),
                manifest("format: avro\n  subject: s", "type: VARCHAR"),
                manifest("lenient: comments", "type: VARCHAR"),
                manifest("lenient: trailing_commas", "type: VARCHAR"),
                manifest("format: json", "type: VARCHAR, from: key"),
                manifest("format: json", "type: VARCHAR, from: key, path: v"),
                manifest("format: json", "type: VARCHAR, from: 'header:v'"),
                manifest("format: json", "type: BIGINT, from: key, format: text"),
                manifest("format: json", "type: BIGINT, from: key, format: binary"));
        Map<String, List<String>> byFingerprint = different.stream().collect(Collectors.groupingBy(text -> {
            try {
                return Fingerprint.of(new ManifestReader().read(text));
            } catch (ManifestException e) {
                throw new AssertionError(text, e);
            }
        }));
        assertEquals(different.size(), byFingerprint.size());
        assertEquals(
                Fingerprint.of(new ManifestReader().read(manifest("format: json", "type: VARCHAR"))),
                Fingerprint.of(
                        new ManifestReader().read(manifest("format: json", "type: VARCHAR, from: value, path: v"))));
    }

    /** A column is a column for SQL, wherever it is read from. */
    @Test
    void planning() throws ManifestException {
        PipelinePlan plan =
                new Planner().plan(new ManifestReader().read(manifest("format: json", "type: BIGINT, from: offset")));
        assertEquals(
                List.of(new Origin.Timestamp(), new Origin.Offset()),
                plan.columns().stream().map(SourceColumn::origin).toList());
        assertEquals(0, plan.eventTimeIndex());
    }
}
