package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of keys, headers and what Kafka knows of a record; numbers are written by Kafka's own serializers. */
class RecordPartsTest {
    private static EventDecoder decoder(String columns, String eventTime, String more) {
        try {
            Manifest manifest = new ManifestReader().read("""
                    pipeline: p
                    source:
                      topic: p
                      event_time: EVENT_TIME
                      MORE
                      columns: {COLUMNS}
                    views: {x: {sql: SELECT 1 AS one FROM p}}
                    """.replace("COLUMNS", columns)
                    .replace("EVENT_TIME", eventTime)
                    .replace("MORE", more));
            int index = manifest.source().columns().stream()
                    .map(column -> column.name())
                    .toList()
                    .indexOf(eventTime);
            return new EventDecoder(
                    new PipelinePlan("p", manifest.source(), manifest.source().columns(), index, List.of()));
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(
            byte @Nullable [] key, String value, RecordHeaders headers, long timestamp) {
        return new ConsumerRecord<>(
                "p",
                3,
                41,
                timestamp,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                bytes(value),
                headers,
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<@Nullable Object> row(
            EventDecoder decoder, int columns, ConsumerRecord<byte[], byte[]> record) {
        @Nullable Object[] row = new @Nullable Object[columns];
        try {
            decoder.decode(record, row);
        } catch (BadEventException e) {
            return List.of("!" + e.reason().deadLetter().code() + " " + e.getMessage());
        }
        return Arrays.asList(row);
    }

    @Test
    void everythingOfARecord() {
        EventDecoder decoder = decoder(
                "at: {type: TIMESTAMP(3), from: timestamp}, part: {type: INTEGER, from: partition}, off: {type: BIGINT, from: offset},"
                        + " user: {type: VARCHAR, from: key}, trace: {type: VARCHAR, from: 'header:trace-id'}, v: BIGINT",
                "at",
                "");
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace-id", bytes("first"));
        headers.add("other", bytes("x"));
        headers.add("trace-id", bytes("last, ä"));
        assertEquals(
                List.of(1442018818771L, 3, 41L, "eve", "last, ä", 7L),
                row(decoder, 6, record(bytes("eve"), "{\"v\":7}", headers, 1442018818771L)));
        // The row of the record before does not show through.
        assertEquals(
                Arrays.asList(5L, 3, 41L, null, null, null),
                row(decoder, 6, record(null, "{}", new RecordHeaders(), 5)));
        assertEquals(
                List.of("!missing_event_time timestamp: the event time is missing or null"),
                row(decoder, 6, record(null, "{}", new RecordHeaders(), ConsumerRecord.NO_TIMESTAMP)));
    }

    /** What a key is, an apostrophe for a quote; a number in brackets: as Kafka's serializer writes it. */
    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            VARCHAR                            | eve                  | eve
            VARCHAR                            | ^^                   | ^^
            VARCHAR, path: id                  | {'id':'x','n':1}     | x
            VARCHAR, path: 'a[1].b'            | {'a':[0,{'b':'x'}]}  | x
            VARCHAR, path: id                  | {}                   | null
            VARCHAR, path: id                  | {'id':1}             | !wrong_type key, field id: VARCHAR takes a text, found the number 1
            VARCHAR, path: id                  | eve                  | !invalid_json key: the record is not valid JSON
            BIGINT, path: id                   | {'id':1}             | 1
            BIGINT, format: text               | 12                   | 12
            BIGINT, format: text               | 1x                   | !wrong_type key: BIGINT takes an integer in range, also as text, found the text "1x"
            BIGINT, format: text               | ^^                   | !wrong_type key
            INTEGER, format: text              | 2147483648           | !wrong_type key
            'DECIMAL(4,2)', format: text       | 1.5                  | 1.50
            DOUBLE, format: text               | 1e2                  | 100.0
            BOOLEAN, format: text              | true                 | true
            TIMESTAMP(3), format: iso8601      | 2015-09-12T00:46:58Z | 1442018818000
            TIMESTAMP(3), format: [epoch_millis, text] | 5            | 5
            BIGINT, format: binary             | [8:12]               | 12
            INTEGER, format: binary            | [4:-1]               | -1
            DOUBLE, format: binary             | [d:1.5]              | 1.5
            TIMESTAMP(3), format: binary       | [8:1442018818771]    | 1442018818771
            BIGINT, format: binary             | [4:1]                | !wrong_type key: BIGINT takes big-endian bytes of exactly its size, found 4 bytes
            TIMESTAMP(3), format: binary       | [8:9223372036854775807] | !wrong_type key: a TIMESTAMP(3) lies between
            """)
    void keys(String column, String key, String expected) {
        EventDecoder decoder =
                decoder("at: {type: TIMESTAMP(3), from: timestamp}, v: {from: key, type: " + column + "}", "at", "");
        List<@Nullable Object> row = row(decoder, 2, record(key(key), "{}", new RecordHeaders(), 0));
        String found = String.valueOf(row.getLast());
        assertTrue(expected.startsWith("!") ? found.startsWith(expected) : found.equals(expected), found);
    }

    private static byte[] key(String text) {
        String number = text.substring(text.indexOf(':') + 1, Math.max(text.indexOf(':') + 1, text.length() - 1));
        return switch (text.isEmpty() ? "" : text.substring(0, Math.min(3, text.length()))) {
            case "[8:" -> new LongSerializer().serialize("", Long.valueOf(number));
            case "[4:" -> new IntegerSerializer().serialize("", Integer.valueOf(number));
            case "[d:" -> new DoubleSerializer().serialize("", Double.valueOf(number));
            default -> bytes(text.replace('\'', '"'));
        };
    }

    @Test
    void bytesThatAreNoText() {
        EventDecoder decoder =
                decoder("at: {type: TIMESTAMP(3), from: timestamp}, k: {from: 'header:h', type: VARCHAR}", "at", "");
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {'a', (byte) 0xC3});
        assertEquals(
                List.of("!wrong_type header:h: VARCHAR takes a text, found 2 bytes that are not UTF-8"),
                row(decoder, 2, record(null, "{}", headers, 0)));
        RecordHeaders replacement = new RecordHeaders();
        replacement.add("h", bytes("\uFFFD"));
        assertEquals(List.of(0L, "\uFFFD"), row(decoder, 2, record(null, "{}", replacement, 0)));
    }

    /** In the records, an apostrophe stands for a double quote. */
    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            ^^                              | \uFEFF{'v':1}                | 1
            ^^                              | {'v':1} // one               | !invalid_json
            ^^                              | {'v':1,}                     | !invalid_json
            ^lenient: comments^             | {'v':1} // one               | 1
            ^lenient: comments^             | /* a */{'x':{/*b*/},'v':1}   | 1
            ^lenient: comments^             | {'v':1,}                     | !invalid_json
            ^lenient: comments^             | {'v':1} # one                | !invalid_json
            ^lenient: [comments, trailing_commas]^ | {'x':[1,],'v':1,} // x | 1
            ^lenient: trailing_commas^      | {'v':1,,}                    | !invalid_json
            ^lenient: trailing_commas^      | {'v':1} // one               | !invalid_json
            """)
    void lenientJson(String more, String json, String expected) {
        EventDecoder decoder = decoder("at: {type: TIMESTAMP(3), from: timestamp}, v: BIGINT", "at", more);
        String found = String.valueOf(row(decoder, 2, record(null, json.replace('\'', '"'), new RecordHeaders(), 0))
                .getLast());
        assertTrue(expected.startsWith("!") ? found.startsWith(expected) : found.equals(expected), found);
    }
}
