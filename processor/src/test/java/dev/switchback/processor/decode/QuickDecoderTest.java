package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.manifest.Origin;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.PipelinePlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonFactory;

/** What the quick way takes is what Jackson makes of it; records of the usual shape it does take. */
class QuickDecoderTest {
    private static final int RECORDS = 40_000;
    private static final String MANIFEST = """
            pipeline: p
            source:
              topic: p
              event_time: time
              columns:
                time: TIMESTAMP(3)
                b: BOOLEAN
                i: INTEGER
                l: BIGINT
                d: DOUBLE
                m: 'DECIMAL(10,2)'
                s: VARCHAR
                tb: {type: BOOLEAN, format: text}
                tl: {type: BIGINT, format: text}
                td: {type: DOUBLE, format: text}
                te: {type: TIMESTAMP(3), format: epoch_seconds}
                login: {type: VARCHAR, path: actor.login}
                city: {type: VARCHAR, path: actor.home.city}
                second: {type: BIGINT, path: 'list[1]'}
                inner: {type: VARCHAR, path: 'list[2].ö'}
            views: {x: {sql: SELECT s FROM p}}
            """;

    /** Values that fit some column, and some that fit none. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "7",
            "-12",
            "2147483647",
            "2147483648",
            "999999999999999999",
            "1000000000000000000",
            "01",
            "1.5",
            "-0.0",
            "1e3",
            "2E-2",
            "1.",
            "1e400",
            "1442018818771",
            "12345678.91",
            "0.005",
            "\"\"",
            "\"text\"",
            "\"ä€𝄞 and more\"",
            "\"a\\n\\u00e9\\\\\\\"\"",
            "\"\\ud834\"",
            "\"\\u00g0\"",
            "\"true\"",
            "\"12\"",
            "\"1.25e1\"",
            "\" 1\"",
            "\"2015-09-12T00:46:58.771Z\"",
            "\"2015-09-12T00:46:58Z\"",
            "\"2015-02-30T00:46:58Z\"",
            "\"2015-09-12T02:46:58.5+02:00\"",
            "[]",
            "[1,2,{\"ö\":\"x\"}]",
            "[ 1 , null , {\"ö\" : \"y\", \"z\" : [ [ ] ] } , 4 ]",
            "{}",
            "{\"login\":\"eve\",\"home\":{\"city\":\"Bern\"}}",
            "{ \"home\" : { \"x\" : { } } , \"login\" : \"adam\" }");

    private static final List<String> NAMES = List.of(
            "time", "b", "i", "l", "d", "m", "s", "tb", "tl", "td", "te", "actor", "list", "other", "größe", "");

    private static final PipelinePlan PLAN = plan();

    private final QuickDecoder quick = new QuickDecoder(
            PLAN.columns().toArray(SourceColumn[]::new),
            FieldTree.of(PathTree.of(PLAN.columns(), new Origin.Value()), new JsonFactory()));
    private final JsonDecoder strict = new JsonDecoder(PLAN.columns(), new Origin.Value(), Set.of());

    private static PipelinePlan plan() {
        try {
            Manifest manifest = new ManifestReader().read(MANIFEST);
            return new PipelinePlan("p", manifest.source(), manifest.source().columns(), 0, List.of());
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }

    /** Random records, whole and damaged: where the quick way does not decline, Jackson reads the same row. */
    @Test
    void agreesWithJackson() throws BadEventException {
        Random random = new Random(20_261_120);
        int taken = 0;
        for (int i = 0; i < RECORDS; i++) {
            byte[] record = record(random);
            if (random.nextInt(3) == 0) {
                damage(record, random);
            }
            taken += agrees(record) ? 1 : 0;
        }
        assertTrue(taken > RECORDS / 20, "only " + taken + " records were taken");
    }

    /** Returns whether the quick way took the record. */
    private boolean agrees(byte[] record) throws BadEventException {
        @Nullable Object[] row = new @Nullable Object[PLAN.columns().size()];
        if (!quick.decode(record, row)) {
            return false;
        }
        @Nullable Object[] expected = new @Nullable Object[row.length];
        String text = new String(record, StandardCharsets.UTF_8);
        strict.decodeStrictly(record, expected);
        assertArrayEquals(expected, row, () -> text + " " + Arrays.toString(row));
        return true;
    }

    private static byte[] record(Random random) {
        StringBuilder json = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
        json.append(random.nextInt(10) == 0 ? " \n{" : "{");
        json.append("\"time\":").append(random.nextInt(1000) * 1_000_000L);
        int fields = random.nextInt(5);
        for (int i = 0; i < fields; i++) {
            String space = random.nextInt(5) == 0 ? " \t\r\n" : "";
            json.append(space).append(',').append(space);
            json.append('"')
                    .append(one(NAMES, random))
                    .append('"')
                    .append(space)
                    .append(':');
            json.append(space).append(one(VALUES, random));
        }
        return json.append(random.nextInt(10) == 0 ? "} " : "}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static void damage(byte[] record, Random random) {
        byte[] tokens = "{}[]\",:\\ 0-.e\u0001\n".getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int place = random.nextInt(record.length);
            record[place] = random.nextBoolean() ? tokens[random.nextInt(tokens.length)] : (byte) random.nextInt(256);
        }
    }

    /** Every two bytes in the middle of a text that is needed, and of one that is not. */
    @Test
    void agreesWithJacksonOnEveryByteSequence() throws BadEventException {
        int taken = 0;
        for (int bytes = 0; bytes < 1 << 16; bytes++) {
            byte[] record = (bytes % 2 == 0 ? "{\"time\":1,\"s\":\"##\"}" : "{\"time\":1,\"x\":\"ab##\"}")
                    .getBytes(StandardCharsets.UTF_8);
            record[record.length - 4] = (byte) (bytes >> 8);
            record[record.length - 3] = (byte) bytes;
            taken += agrees(record) ? 1 : 0;
        }
        assertTrue(taken > 90 * 90, "only " + taken + " records were taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\":\"2015-09-12T00:46:58.771Z\",\"s\":\"#en\",\"cityName\":null,\"l\":-12,\"x\":[1,{\"y\":1.5e3}],\"b\":true}",
                "{ \"time\" : 5 , \"s\" : \"größer, 𝄞\" , \"i\" : 3 , \"comment\" : \"quoted \\\"so\\\" \\u00e9\" }",
                "{\"time\":5,\"tl\":\"12\",\"td\":\"1.5\",\"tb\":\"false\",\"te\":1626847200.123,\"m\":1.5,\"d\":7}",
                "{\"time\":5,\"list\":[0,17,{\"ö\":\"in\"}],\"actor\":{\"id\":1,\"login\":\"eve\",\"home\":{\"city\":\"Bern\"}}}"
            })
    void takesUsualRecords(String json) throws BadEventException {
        // Twice: the second time, fields are recognized by their places.
        for (int i = 0; i < 2; i++) {
            @Nullable Object[] row = new @Nullable Object[PLAN.columns().size()];
            byte[] record = json.getBytes(StandardCharsets.UTF_8);
            assertTrue(quick.decode(record, row));
            assertTrue(agrees(record));
        }
    }

    @Test
    void recognizesFieldsInAnyOrder() {
        @Nullable Object[] row = new @Nullable Object[PLAN.columns().size()];
        List<String> records = List.of(
                "{\"time\":1,\"s\":\"a\",\"l\":2}", "{\"l\":3,\"time\":4,\"s\":\"b\"}", "{\"s\":\"c\",\"time\":5}");
        for (int i = 0; i < 9; i++) {
            String json = records.get(i % 3);
            Arrays.fill(row, null);
            assertTrue(quick.decode(json.getBytes(StandardCharsets.UTF_8), row));
            assertEquals(List.of(1L, 4L, 5L).get(i % 3), row[0]);
            assertEquals(List.of("a", "b", "c").get(i % 3), row[6]);
            assertEquals(Arrays.asList(2L, 3L, null).get(i % 3), row[3]);
        }
    }
}
