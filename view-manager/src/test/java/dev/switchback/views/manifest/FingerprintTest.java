package dev.switchback.views.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    private static final String BASE = """
            pipeline: shop
            source:
              topic: orders
              event_time: ts
              out_of_orderness: PT60S
              columns:
                ts: TIMESTAMP(3)
                s: VARCHAR
            views:
              a:
                sql: SELECT s, COUNT(*) AS n FROM shop WHERE s <> 'a  b' GROUP BY s
                live: {retention: PT2H, top: [n]}
              b:
                sql: SELECT s FROM shop
            """;

    @Test
    void pathsCountByTheirStepsAndFormatsByTheirWords() throws Exception {
        String indexed = BASE.replace("s: VARCHAR", "s: {type: BIGINT, path: 'a[0].\"b\"', format: text}");
        String same = BASE.replace("s: VARCHAR", "s: {type: BIGINT, path: '[\"a\"][0][\"b\"]', format: [text]}");
        String field = BASE.replace("s: VARCHAR", "s: {type: BIGINT, path: 'a.0.b', format: text}");
        String plain = BASE.replace("s: VARCHAR", "s: {type: BIGINT, path: 'a[0].b'}");

        assertEquals(fingerprint(indexed), fingerprint(same));
        assertNotEquals(fingerprint(indexed), fingerprint(field));
        assertNotEquals(fingerprint(indexed), fingerprint(plain));
    }

    @Test
    void formattingCommentsOrderAndDefaultsDoNotCount() throws Exception {
        String same = """
                # the same, written by someone else
                views:
                  b: {history: {}, sql: "SELECT s\\nFROM shop"}
                  a:
                    live: {top: ["n"], retention: PT120M}
                    sql: |
                      SELECT s, -- the key
                             COUNT( * ) AS n
                      FROM /* all */ shop
                      WHERE s<>'a  b'
                      GROUP BY s
                source:
                  format: json
                  columns: {s: {path: s, type: varchar}, ts: TIMESTAMP(3)}
                  event_time: ts
                  out_of_orderness: PT1M
                  topic: orders
                pipeline: shop
                """;

        assertEquals(fingerprint(BASE), fingerprint(same));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "pipeline: shop | pipeline: shops",
                "topic: orders | topic: order",
                "PT60S | PT61S",
                "s: VARCHAR | s: {type: VARCHAR, path: t}",
                "s: VARCHAR | s: BIGINT",
                "ts: TIMESTAMP(3) | ts: {type: TIMESTAMP(3), format: iso8601}",
                "'a  b' | 'a b'",
                "COUNT(*) | COUNT(s)",
                "AS n FROM | AS N FROM",
                "PT2H | PT3H",
                ", top: [n] | \" \"",
                "b: | c:",
            })
    void meaningCounts(String piece, String replacement) throws Exception {
        String other = BASE.replace(piece, replacement);
        assertNotEquals(BASE, other);
        assertNotEquals(fingerprint(BASE), fingerprint(other));
    }

    @Test
    void isTheHashOfCanonicalJson() throws Exception {
        String canonical = """
                {"pipeline":"p","source":{"columns":{"t":{"path":["t"],"type":"TIMESTAMP(3)"}},"event_time":"t",\
                "format":"JSON","out_of_orderness":0,"topic":"x"},"views":{"v":{"history":{"retention":null},\
                "live":null,"sql":["SELECT","'\\"\\\\'","AS","c","FROM","p"]}}}""";
        String yaml = """
                pipeline: p
                source: {topic: x, event_time: t, columns: {t: TIMESTAMP(3)}}
                views:
                  v:
                    sql: SELECT '"\\' AS c FROM p
                """;

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(hash), fingerprint(yaml));
    }

    private static String fingerprint(String yaml) throws ManifestException {
        return Fingerprint.of(new ManifestReader().read(yaml));
    }
}
