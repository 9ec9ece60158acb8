package dev.switchback.processor.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.plan.PipelinePlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns as manifests write them, on records: the value, NULL, or the reason of a dead letter. */
class PathsAndFormatsTest {

    /** In the records, an apostrophe stands for a double quote. */
    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            VARCHAR, path: 'a.b'                 | {'a':{'b':'x'}}                       | x
            VARCHAR, path: '"a.b".c'             | {'a.b':{'c':'x'}}                     | x
            VARCHAR, path: '["a.b"]["c"]'        | {'a.b':{'c':'x'},'a':{'b':{'c':1}}}   | x
            VARCHAR, path: '"say \\"hi\\\\"'      | {'say \\'hi\\\\':'x'}                 | x
            VARCHAR                              | {'':{'':0},'v':'x'}                   | x
            VARCHAR, path: '"a name of more than sixty-four bytes, so that it spans many quads of the parser, with ä and 🔑"' | {'a name of more than sixty-four bytes, so that it spans many quads of the parser, with ä and 🔑':'x','a name of more than sixty-four bytes, so that it spans many quads of the parser, with ä and ':'y'} | x
            VARCHAR, path: '"ключ 🔑"'           | {'ключ 🔑':'x'}                       | x
            VARCHAR, path: 'user name'           | {'user name':'x'}                     | x
            VARCHAR, path: 'c[0].n'              | {'c':[{'n':'x'},{'n':'y'}]}           | x
            VARCHAR, path: 'c[2].n'              | {'c':[[],{'n':1},{'n':'x'},{'n':2}]}  | x
            VARCHAR, path: 'c[1][0]'             | {'c':[['a'],['x','b'],{}]}            | x
            VARCHAR, path: 'c[1]'                | {'c':['a','x']}                       | x
            VARCHAR, path: 'c[0].d[1].n'         | {'c':[{'d':[0,{'n':'x'}]}],'d':[]}    | x
            VARCHAR, path: 'c[3]'                | {'c':['a']}                           | null
            VARCHAR, path: 'c[0]'                | {'c':[]}                              | null
            VARCHAR, path: 'c[0]'                | {'c':[null,'a']}                      | null
            VARCHAR, path: 'c[0]'                | {'c':{'0':'a'}}                       | null
            VARCHAR, path: 'c[0]'                | {'c':'a'}                             | null
            VARCHAR, path: 'c[0].n'              | {'c':['a']}                           | null
            VARCHAR, path: 'c[0].n'              | {'c':[[{'n':'a'}]]}                   | null
            VARCHAR, path: 'c[0].n'              | {'c':null}                            | null
            VARCHAR, path: 'c.n'                 | {'c':[{'n':'a'}]}                     | null
            VARCHAR, path: 'c.0'                 | {'c':['a']}                           | null
            VARCHAR, path: 'c[0]'                | {'c':[{'n':1}]}                       | !wrong_type field c[0]: VARCHAR takes a text, found an object
            VARCHAR, path: 'c[0].n'              | {'c':[{'n':[1]}]}                     | !wrong_type field c[0].n: VARCHAR takes a text, found an array
            VARCHAR, path: '"a.b"[1]'            | {'a.b':[1,true]}                      | !wrong_type field "a.b"[1]:
            VARCHAR, path: 'c[0].n'              | {'c':[{'n':'a','n':'b'}]}             | !invalid_json field n is given twice
            VARCHAR, path: 'c[0].n'              | {'c':[{'n':'a'},{'n':'b','n':'c'}]}   | a
            VARCHAR, path: 'c[0]'                | {'c':['a'                             | !invalid_json
            VARCHAR, path: 'c[0]'                | {'c':['a',]}                          | !invalid_json
            BIGINT                               | {'v':'7'}                             | !wrong_type field v: BIGINT takes an integer in range, found the text "7"
            BIGINT, format: text                 | {'v':'7'}                             | 7
            BIGINT, format: text                 | {'v':7}                               | 7
            BIGINT, format: [text]               | {'v':'-9223372036854775808'}          | -9223372036854775808
            BIGINT, format: text                 | {'v':'-0'}                            | 0
            BIGINT, format: text                 | {'v':null}                            | null
            BIGINT, format: text                 | {'v':'9223372036854775808'}           | !wrong_type field v: BIGINT takes an integer in range, also as text
            BIGINT, format: text                 | {'v':''}                              | !wrong_type
            BIGINT, format: text                 | {'v':' 7'}                            | !wrong_type
            BIGINT, format: text                 | {'v':'+7'}                            | !wrong_type
            BIGINT, format: text                 | {'v':'07'}                            | !wrong_type
            BIGINT, format: text                 | {'v':'-'}                             | !wrong_type
            BIGINT, format: text                 | {'v':'7.0'}                           | !wrong_type
            BIGINT, format: text                 | {'v':'7e0'}                           | !wrong_type
            BIGINT, format: text                 | {'v':'٧'}                             | !wrong_type
            BIGINT, format: text                 | {'v':true}                            | !wrong_type
            INTEGER, format: text                | {'v':'-2147483648'}                   | -2147483648
            INTEGER, format: text                | {'v':'2147483648'}                    | !wrong_type
            DOUBLE, format: text                 | {'v':'-1.5e-3'}                       | -0.0015
            DOUBLE, format: text                 | {'v':'-0'}                            | 0.0
            DOUBLE, format: text                 | {'v':-0.0}                            | 0.0
            DOUBLE                               | {'v':1e-400}                          | 0.0
            DOUBLE, format: text                 | {'v':'1e400'}                         | !wrong_type
            DOUBLE, format: text                 | {'v':'NaN'}                           | !wrong_type
            DOUBLE, format: text                 | {'v':'Infinity'}                      | !wrong_type
            DOUBLE, format: text                 | {'v':'1.'}                            | !wrong_type
            DOUBLE, format: text                 | {'v':'.5'}                            | !wrong_type
            DOUBLE, format: text                 | {'v':'1e'}                            | !wrong_type
            DOUBLE, format: text                 | {'v':'1e+'}                           | !wrong_type
            DOUBLE, format: text                 | {'v':'1d'}                            | !wrong_type
            DOUBLE, format: text                 | {'v':'0x1p3'}                         | !wrong_type
            DECIMAL(5\\,2), format: text         | {'v':'-999.99'}                       | -999.99
            DECIMAL(5\\,2), format: text         | {'v':'1E+2'}                          | 100.00
            DECIMAL(5\\,2), format: text         | {'v':-0.00}                           | 0.00
            DECIMAL(5\\,2), format: text         | {'v':'1000'}                          | !wrong_type
            DECIMAL(5\\,2), format: text         | {'v':'0.001'}                         | !wrong_type
            DECIMAL(5\\,2)                       | {'v':1e-999999999}                    | !wrong_type
            DECIMAL(5\\,5)                       | {'v':0.00001}                         | 0.00001
            DECIMAL(38\\,0), format: text        | {'v':'99999999999999999999999999999999999999'} | 99999999999999999999999999999999999999
            BOOLEAN, format: text                | {'v':'true'}                          | true
            BOOLEAN, format: text                | {'v':false}                           | false
            BOOLEAN, format: text                | {'v':'True'}                          | !wrong_type field v: BOOLEAN takes true or false, also as text
            BOOLEAN, format: text                | {'v':'1'}                             | !wrong_type
            """)
    void readsValues(String column, String record, String expected) {
        assertEquals(expected, outcome(column, record, expected));
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            epoch_seconds                | {'v':1626847200}               | 2021-07-21T06:00:00Z
            epoch_seconds                | {'v':1626847200.123}           | 2021-07-21T06:00:00.123Z
            epoch_seconds                | {'v':1626847200.123999999}     | 2021-07-21T06:00:00.123Z
            epoch_seconds                | {'v':1.6268472E9}              | 2021-07-21T06:00:00Z
            epoch_seconds                | {'v':0}                        | 1970-01-01T00:00:00Z
            epoch_seconds                | {'v':-0.0}                     | 1970-01-01T00:00:00Z
            epoch_seconds                | {'v':-0.0001}                  | 1969-12-31T23:59:59.999Z
            epoch_seconds                | {'v':-1e-999999999}            | 1969-12-31T23:59:59.999Z
            epoch_seconds                | {'v':1e-999999999}             | 1970-01-01T00:00:00Z
            epoch_seconds                | {'v':-2208988800}              | 1900-01-01T00:00:00Z
            epoch_seconds                | {'v':1626847200000}            | !between the years 1900 and 2299
            epoch_seconds                | {'v':1e999999999}              | !between the years 1900 and 2299
            epoch_seconds                | {'v':1e99999999999}            | !between the years 1900 and 2299
            epoch_seconds                | {'v':'1626847200'}             | !takes epoch seconds, found the text
            epoch_seconds                | {'v':true}                     | !takes epoch seconds
            ^[epoch_seconds, text]^      | {'v':'1626847200.5'}           | 2021-07-21T06:00:00.500Z
            ^[text, epoch_seconds]^      | {'v':1626847200.5}             | 2021-07-21T06:00:00.500Z
            ^[epoch_seconds, text]^      | {'v':'2021-07-21T06:00:00Z'}   | !takes epoch seconds, also as text
            epoch_millis                 | {'v':1626847200123}            | 2021-07-21T06:00:00.123Z
            epoch_millis                 | {'v':1626847200123.5}          | !takes whole epoch milliseconds
            epoch_millis                 | {'v':'2021-07-21T06:00:00Z'}   | !takes whole epoch milliseconds
            ^[epoch_millis, text]^       | {'v':'1626847200123'}          | 2021-07-21T06:00:00.123Z
            ^[epoch_millis, text]^       | {'v':'2021-07-21T06:00:00Z'}   | !takes whole epoch milliseconds, also as text
            iso8601                      | {'v':'2021-07-21T08:00:00+02:00'}        | 2021-07-21T06:00:00Z
            iso8601                      | {'v':'2021-07-21T00:30:00.1239-05:30'}   | 2021-07-21T06:00:00.123Z
            iso8601                      | {'v':'2021-07-21T06:00:00'}    | !takes ISO-8601 text with Z or an offset
            iso8601                      | {'v':1626847200123}            | !takes ISO-8601 text with Z or an offset, found the number
            """)
    void readsTimes(String format, String record, String expected) {
        String outcome = outcome("TIMESTAMP(3), format: " + format, record, expected);
        assertEquals(expected, outcome.startsWith("!") ? outcome : Instant.ofEpochMilli(Long.parseLong(outcome)) + "");
    }

    /** The value of column {@code v}, or {@code expected} where that begins with ! and names a part of the refusal. */
    private static String outcome(String column, String record, String expected) {
        PipelinePlan plan = plan(column);
        String json = "{'t':5," + record.substring(1);
        @Nullable Object[] row = new @Nullable Object[2];
        EventDecoder decoder = new EventDecoder(plan);
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        if (!expected.startsWith("!")) {
            try {
                decoder.decode(bytes, row);
            } catch (BadEventException e) {
                throw new AssertionError(e.getMessage(), e);
            }
            Object value = row[1];
            return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
        }
        BadEventException refused = assertThrows(BadEventException.class, () -> decoder.decode(bytes, row));
        String message = refused.reason().name().toLowerCase(Locale.ROOT) + " " + refused.getMessage();
        assertTrue(message.contains(expected.substring(1)), message);
        if (refused.reason() == Reason.WRONG_TYPE) {
            assertTrue(message.contains("field " + plan.columns().get(1).path() + ":"), message);
        }
        return expected;
    }

    private static PipelinePlan plan(String column) {
        String yaml = "pipeline: p\nsource: {topic: p, event_time: t, columns: {t: TIMESTAMP(3), v: {type: "
                + column.replaceFirst("DECIMAL\\((\\d+)\\\\+,(\\d+)\\)", "'DECIMAL($1,$2)'")
                + "}}}\nviews: {x: {sql: SELECT v FROM p}}\n";
        try {
            Manifest manifest = new ManifestReader().read(yaml);
            List<SourceColumn> columns = manifest.source().columns();
            return new PipelinePlan("p", manifest.source(), columns, 0, List.of());
        } catch (ManifestException e) {
            throw new AssertionError(yaml, e);
        }
    }
}
