package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Source;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.PipelinePlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON in, rows or reasons out. */
class EventDecoderTest {
    private static final List<SourceColumn> COLUMNS = List.of(
            new SourceColumn("time", ColumnType.TIMESTAMP, List.of("time")),
            new SourceColumn("b", ColumnType.BOOLEAN, List.of("b")),
            new SourceColumn("i", ColumnType.INTEGER, List.of("i")),
            new SourceColumn("l", ColumnType.BIGINT, List.of("l")),
            new SourceColumn("d", ColumnType.DOUBLE, List.of("d")),
            new SourceColumn("m", ColumnType.decimal(10, 2), List.of("m")),
            new SourceColumn("s", ColumnType.VARCHAR, List.of("s")),
            new SourceColumn("login", ColumnType.VARCHAR, List.of("actor", "login")),
            new SourceColumn("city", ColumnType.VARCHAR, List.of("actor", "home", "city")));

    private final EventDecoder decoder = new EventDecoder(new PipelinePlan(
            "p", new Source("p", Source.Format.JSON, "time", Duration.ZERO, COLUMNS), COLUMNS, 0, List.of()));

    private @Nullable Object[] row(String json) throws BadEventException {
        @Nullable Object[] row = new Object[COLUMNS.size()];
        decoder.decode(json.getBytes(StandardCharsets.UTF_8), row);
        return row;
    }

    private static Arguments good(String fields, int column, @Nullable Object value) {
        return Arguments.of("{\"time\":0," + fields + "}", column, value);
    }

    static Stream<Arguments> goodFields() {
        return Stream.of(
                good("\"b\":true", 1, true),
                good("\"b\":false", 1, false),
                good("\"b\":null", 1, null),
                good("\"x\":1", 1, null),
                good("\"i\":-2147483648", 2, Integer.MIN_VALUE),
                good("\"l\":9223372036854775807", 3, Long.MAX_VALUE),
                good("\"l\":-9223372036854775808", 3, Long.MIN_VALUE),
                good("\"l\":0", 3, 0L),
                good("\"d\":1.5e3", 4, 1500.0),
                good("\"d\":7", 4, 7.0),
                good("\"d\":4.9e-324", 4, Double.MIN_VALUE),
                good("\"m\":1", 5, new BigDecimal("1.00")),
                good("\"m\":-12345678.91", 5, new BigDecimal("-12345678.91")),
                good("\"m\":1.500", 5, new BigDecimal("1.50")),
                good("\"m\":12e2", 5, new BigDecimal("1200.00")),
                good("\"m\":0e999999999", 5, new BigDecimal("0.00")),
                good("\"s\":\"\"", 6, ""),
                good("\"s\":\"a\\u00e9\\n\\ud834\\udd1e𝄞\"", 6, "aé\n𝄞𝄞"),
                good("\"actor\":{\"login\":\"eve\"}", 7, "eve"),
                good("\"actor\":{\"x\":{\"login\":\"no\"},\"home\":{\"city\":\"Bern\"},\"login\":\"eve\"}", 8, "Bern"),
                good("\"actor\":{\"x\":[{\"login\":\"no\"}]}", 7, null),
                good("\"actor\":null", 7, null),
                good("\"actor\":\"eve\"", 7, null),
                good("\"actor\":[{\"login\":\"eve\"}]", 7, null),
                good("\"actor\":{\"home\":{}}", 8, null),
                good("\"other\":{\"s\":\"no\",\"deep\":[[[{\"s\":1}]]]},\"s\":\"yes\"", 6, "yes"),
                good(
                        "\"x\":1,\"x\":2,\"s\":\"fields that no column needs may repeat\"",
                        6,
                        "fields that no column needs may repeat"));
    }

    @ParameterizedTest
    @MethodSource("goodFields")
    void readsFields(String json, int column, @Nullable Object value) throws BadEventException {
        assertEquals(value, row(json)[column]);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                Arguments.of("\"2015-09-12T00:46:58.771Z\"", "2015-09-12T00:46:58.771Z"),
                Arguments.of("\"2015-09-12T00:46:58Z\"", "2015-09-12T00:46:58Z"),
                Arguments.of("\"2015-09-12T00:46:58.7Z\"", "2015-09-12T00:46:58.700Z"),
                Arguments.of("\"2015-09-12T00:46:58.771999Z\"", "2015-09-12T00:46:58.771Z"),
                Arguments.of("\"2015-09-12T02:46:58.5+02:00\"", "2015-09-12T00:46:58.500Z"),
                Arguments.of("\"2015-09-11T19:16-05:30\"", "2015-09-12T00:46:00Z"),
                Arguments.of("\"2016-02-29T23:59:59.999Z\"", "2016-02-29T23:59:59.999Z"),
                Arguments.of("\"1969-12-31T23:59:59.999Z\"", "1969-12-31T23:59:59.999Z"),
                Arguments.of("\"1900-01-01T00:00:00Z\"", "1900-01-01T00:00:00Z"),
                Arguments.of("1442018818771", "2015-09-12T00:46:58.771Z"),
                Arguments.of("-1", "1969-12-31T23:59:59.999Z"));
    }

    @ParameterizedTest
    @MethodSource("times")
    void readsTimes(String json, String instant) throws BadEventException {
        Object time = row("{\"time\":" + json + "}")[0];
        assertEquals(Instant.parse(instant), Instant.ofEpochMilli((Long) Objects.requireNonNull(time)));
    }

    private static Arguments bad(Reason reason, String json, String inDetail) {
        return Arguments.of(reason, json.getBytes(StandardCharsets.UTF_8), inDetail);
    }

    private static Arguments wrong(String field, String inDetail) {
        return bad(Reason.WRONG_TYPE, "{\"time\":0," + field + "}", inDetail);
    }

    static Stream<Arguments> badRecords() {
        return Stream.of(
                Arguments.of(Reason.TOMBSTONE, null, "no value"),
                bad(Reason.INVALID_JSON, "", "object"),
                bad(Reason.INVALID_JSON, "   ", "object"),
                bad(Reason.INVALID_JSON, "null", "object"),
                bad(Reason.INVALID_JSON, "[{\"time\":0}]", "object"),
                bad(Reason.INVALID_JSON, "\"time\"", "object"),
                bad(Reason.INVALID_JSON, "{\"time\":0", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0,}", "JSON"),
                bad(Reason.INVALID_JSON, "{'time':0}", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0}}", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0} {\"time\":0}", "follows"),
                bad(Reason.INVALID_JSON, "{\"time\":0}garbage", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":01}", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0,\"d\":NaN}", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0,\"s\":\"a\nb\"}", "JSON"),
                bad(Reason.INVALID_JSON, "{\"time\":0,\"s\":\"x\",\"s\":\"y\"}", "field s is given twice"),
                bad(Reason.INVALID_JSON, "{\"time\":0,\"actor\":{},\"actor\":{}}", "field actor is given twice"),
                bad(Reason.INVALID_JSON, "{\"time\":0,\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", "JSON"),
                Arguments.of(Reason.INVALID_JSON, new byte[] {0, 1, 2, (byte) 0xfe, (byte) 0xff}, "JSON"),
                Arguments.of(
                        Reason.INVALID_JSON, new byte[] {'{', '"', 's', '"', ':', '"', (byte) 0xc3, '"', '}'}, "JSON"),
                bad(Reason.MISSING_EVENT_TIME, "{}", "field time"),
                bad(Reason.MISSING_EVENT_TIME, "{\"time\":null}", "field time"),
                bad(Reason.MISSING_EVENT_TIME, "{\"Time\":0}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"2015-09-12T00:46:58\"}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"2015-09-12\"}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"2015-13-12T00:46:58Z\"}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"2015-02-29T00:46:58Z\"}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"\"}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":1.5}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":true}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":{}}", "field time"),
                bad(Reason.WRONG_TYPE, "{\"time\":9223372036854775807}", "1900 and 2299"),
                bad(Reason.WRONG_TYPE, "{\"time\":\"1899-12-31T23:59:59.999Z\"}", "1900 and 2299"),
                wrong("\"b\":1", "field b"),
                wrong("\"b\":\"true\"", "field b: BOOLEAN takes true or false, found the text \"true\""),
                wrong("\"i\":2147483648", "field i"),
                wrong("\"i\":\"1\"", "field i"),
                wrong("\"l\":1.0", "field l: BIGINT takes an integer in range, found the number 1.0"),
                wrong("\"l\":1e3", "field l"),
                wrong("\"l\":9223372036854775808", "field l"),
                wrong("\"l\":true", "field l"),
                wrong("\"d\":\"1\"", "field d"),
                wrong("\"d\":1e999", "field d"),
                wrong("\"d\":false", "field d"),
                wrong("\"m\":1.005", "field m"),
                wrong("\"m\":123456789", "field m"),
                wrong("\"m\":1e999999999", "field m"),
                wrong("\"m\":1e-999999999", "field m"),
                wrong("\"m\":\"1.00\"", "field m"),
                wrong("\"s\":5", "field s: VARCHAR takes a text, found the number 5"),
                wrong("\"s\":{\"t\":1}", "field s: VARCHAR takes a text, found an object"),
                wrong("\"s\":[\"x\"]", "found an array"),
                wrong("\"actor\":{\"login\":7}", "field actor.login"));
    }

    @ParameterizedTest
    @MethodSource("badRecords")
    void refuses(Reason reason, byte @Nullable [] value, String inDetail) {
        @Nullable Object[] row = new Object[COLUMNS.size()];
        BadEventException refused = assertThrows(BadEventException.class, () -> decoder.decode(value, row));
        assertEquals(reason, refused.reason(), String.valueOf(refused.getMessage()));
        assertTrue(String.valueOf(refused.getMessage()).contains(inDetail), String.valueOf(refused.getMessage()));
        assertTrue(String.valueOf(refused.getMessage()).length() < 400, "a detail is short");
    }

    @Test
    void readsAMebibyte() throws BadEventException {
        String text = "ä".repeat(1 << 19);
        assertEquals(text, row("{\"time\":0,\"x\":\"" + text + "\",\"s\":\"" + text + "\"}")[6]);
    }

    @Test
    void nothingOfOneRecordIsLeftInTheNext() throws BadEventException {
        @Nullable Object[] row = new Object[COLUMNS.size()];
        decoder.decode("{\"time\":0,\"s\":\"x\",\"i\":1}".getBytes(StandardCharsets.UTF_8), row);
        byte[] broken = "{\"time\":0,\"s\":\"x\",\"i\":".getBytes(StandardCharsets.UTF_8);
        assertThrows(BadEventException.class, () -> decoder.decode(broken, row));
        assertEquals(5, decoder.decode("{\"time\":5}".getBytes(StandardCharsets.UTF_8), row));
        assertTrue(Arrays.stream(row).skip(1).allMatch(Objects::isNull));
        assertNull(row[6]);
    }
}
