package dev.switchback.embedded.chdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpInterfaceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HttpResponse<String> post(String urlQuery, byte[] body) throws IOException, InterruptedException {
        return send(request(urlQuery).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static HttpRequest.Builder request(String urlQuery) {
        URI engine = TestEngines.clickHouse();
        String user = Base64.getEncoder().encodeToString(engine.getUserInfo().getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create("http://" + engine.getHost() + ":" + engine.getPort() + "/?" + urlQuery))
                .header("Authorization", "Basic " + user);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> query(String sql, String... urlPairs) throws IOException, InterruptedException {
        return post(String.join("&", urlPairs), sql.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void answersAQueryInTabSeparated() throws Exception {
        HttpResponse<String> answer = query("SELECT 1, 'a\tb'");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("1\ta\\tb\n", answer.body());
    }

    @Test
    void unknownTableIsNotFoundWithItsCode() throws Exception {
        HttpResponse<String> answer = query("SELECT * FROM no_such_table");
        assertEquals(404, answer.statusCode());
        assertEquals(
                "60", answer.headers().firstValue("X-ClickHouse-Exception-Code").orElseThrow());
        assertTrue(answer.body().startsWith("Code: 60. DB::Exception: "), answer.body());
    }

    @Test
    void largeResultStreams() throws Exception {
        HttpResponse<String> answer = query("SELECT number FROM numbers(2000000)");
        assertEquals(2_000_000, answer.body().lines().count());
        assertEquals("chunked", answer.headers().firstValue("Transfer-Encoding").orElse("whole"));
    }

    @Test
    void aQueryThatFailsAfterItsHeaderLeavesNothingToTheNext() throws Exception {
        String format = " FORMAT RowBinaryWithNamesAndTypes";
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> failed =
                    query("SELECT accurateCast(sum(toInt128(number) + 9223372036854775807), 'Int64')"
                            + " AS x FROM numbers(3)" + format);
            assertEquals(70, code(failed), failed.body());
            assertEquals(
                    "\u0001\u0001y\u0005UInt8\u0007",
                    query("SELECT 7 AS y" + format).body());
        }
    }

    @Test
    void bindsParameters() throws Exception {
        HttpResponse<String> answer =
                query("SELECT {a:UInt32} + 1, {s:String}", "param_a=41", "param_s=" + escaped("it's; DROP"));
        assertEquals("42\tit\\'s; DROP\n", answer.body());
        HttpResponse<String> missing = query("SELECT {a:UInt32}");
        assertEquals(456, code(missing), missing.body());
        HttpResponse<String> wrong = query("SELECT {a:UInt32}", "param_a=x");
        assertEquals(457, code(wrong), wrong.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1                                          | 400 | 62",
                "SELECT * FROM no_such_table                      | 404 | 60",
                "SELECT * FROM no_such_database.t                 | 404 | 81",
                "SELECT no_such_function(1)                       | 404 | 46",
                "SELECT no_such_column                            | 404 | 47",
                "SELECT throwIf(1)                                | 500 | 395",
                "SELECT toInt32('x')                              | 400 | 6",
                "SELECT 1 FORMAT NoSuchFormat                     | 404 | 73",
                "SELECT 1; SELECT 2                               | 400 | 62",
                "SELECT number FROM numbers(10) WHERE throwIf(1)  | 500 | 395"
            })
    void errorsHaveClickHousesStatusAndCode(String sql, int status, int code) throws Exception {
        HttpResponse<String> answer = query(sql);
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, code(answer), answer.body());
        assertTrue(answer.body().startsWith("Code: " + code + ". DB::Exception: "), answer.body());
    }

    private static int code(HttpResponse<String> answer) {
        return Integer.parseInt(
                answer.headers().firstValue("X-ClickHouse-Exception-Code").orElse("0"));
    }

    @Test
    void settingsOfTheUrlHoldForOneRequest() throws Exception {
        String probe = "SELECT getSetting('max_threads'), getSetting('join_use_nulls')";
        String before = query(probe).body();
        assertEquals(
                "7\ttrue\n", query(probe, "max_threads=7", "join_use_nulls=1").body());
        for (int i = 0; i < 30; i++) {
            assertEquals(before, query(probe).body());
        }
        assertEquals(115, code(query("SELECT 1", "no_such_setting=1")));
        assertEquals(115, code(query("SELECT 1", escaped("max_threads=1, x") + "=1")));
        assertEquals("1\n", query("SELECT 1").body());
    }

    @Test
    void setAndUseDoNotReachTheNextRequest() throws Exception {
        assertEquals(200, query("SET max_threads = 9").statusCode());
        assertEquals(200, query("USE system").statusCode());
        for (int i = 0; i < 30; i++) {
            assertEquals(
                    "default\t0\n",
                    query("SELECT currentDatabase(), getSetting('max_threads') = 9")
                            .body());
        }
    }

    @Test
    void databaseAndFormatComeFromUrlOrHeader() throws Exception {
        assertEquals(
                "system\n", query("SELECT currentDatabase()", "database=system").body());
        assertEquals(81, code(query("SELECT 1", "database=no_such_database")));
        assertEquals(
                "\"n\"\n1\n",
                query("SELECT 1 AS n", "default_format=CSVWithNames").body());
        HttpResponse<String> json = query("SELECT 1 AS n FORMAT JSONEachRow", "default_format=CSV");
        assertEquals("{\"n\":1}\n", json.body());
        assertEquals(
                "JSONEachRow", json.headers().firstValue("X-ClickHouse-Format").orElseThrow());
        HttpResponse<String> header = send(request("")
                .header("X-ClickHouse-Format", "CSV")
                .POST(HttpRequest.BodyPublishers.ofString("SELECT 1, 'a'")));
        assertEquals("1,\"a\"\n", header.body());
    }

    @Test
    void bodyFollowsTheQueryOfTheUrl() throws Exception {
        String table = TestEngines.uniqueName("body");
        assertEquals(200, query("CREATE DATABASE " + table + " ENGINE = Atomic").statusCode());
        assertEquals(
                200,
                query("CREATE TABLE t (a UInt8, b String) ENGINE = MergeTree ORDER BY a", "database=" + table)
                        .statusCode());
        HttpResponse<String> inserted = post(
                "database=" + table + "&query=" + escaped("INSERT INTO t FORMAT JSONEachRow"),
                "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(200, inserted.statusCode(), inserted.body());
        assertTrue(inserted.headers()
                .firstValue("X-ClickHouse-Summary")
                .orElseThrow()
                .contains("\"written_rows\":\"2\""));
        byte[] native8 = {1, 1, '\n', 3, 1, ';'};
        assertEquals(
                200,
                post("database=" + table + "&query=" + escaped("INSERT INTO t FORMAT RowBinary"), native8)
                        .statusCode());
        assertEquals(
                "1\tx\n2\ty\n",
                query("SELECT * FROM t WHERE a < 3 AND b != '\\n' ORDER BY a", "database=" + table)
                        .body());
        assertEquals("4\n", query("SELECT count() FROM t", "database=" + table).body());
        HttpResponse<String> garbled = post(
                "database=" + table + "&query=" + escaped("INSERT INTO t FORMAT JSONEachRow"),
                "{\"a\":".getBytes(StandardCharsets.UTF_8));
        assertTrue(garbled.statusCode() >= 400 && code(garbled) != 0, garbled.body());
    }

    @Test
    void emptyLinesInDataAreData() throws Exception {
        String database = TestEngines.uniqueName("lines");
        String in = "database=" + database;
        query("CREATE DATABASE " + database + " ENGINE = Atomic");
        query("CREATE TABLE t (id UInt32, s String) ENGINE = MergeTree ORDER BY id", in);
        assertEquals(
                200,
                query("INSERT INTO t VALUES (1, 'a\n\nb;'),\n\n(2, 'c''d');\n", in)
                        .statusCode());
        assertEquals(
                200,
                query("INSERT INTO t (id, s) SETTINGS max_threads = 1 VALUES\n(3, upper('x'))", in)
                        .statusCode());
        assertEquals(200, query("INSERT INTO t FORMAT CSV\n4,\"x\n\ny\"\n", in).statusCode());
        assertEquals(
                "1\ta\\n\\nb;\n2\tc\\'d\n3\tX\n4\tx\\n\\ny\n",
                query("SELECT * FROM t ORDER BY id", in).body());
        query("CREATE TABLE settings (id UInt32) ENGINE = MergeTree ORDER BY id", in);
        assertEquals(200, query("INSERT INTO settings FORMAT TSV\n1\n", in).statusCode());
        assertEquals(
                200, query("INSERT INTO " + database + ".settings VALUES (2)").statusCode());
        assertEquals(
                200,
                query("INSERT INTO settings SELECT id + 10 FROM settings", in).statusCode());
        assertEquals(
                "1\n2\n11\n12\n",
                query("SELECT id FROM settings ORDER BY id", in).body());
        assertEquals(48, code(query("INSERT INTO settings SELECT id FROM input('id UInt32') FORMAT TSV\n1\n", in)));
        query("INSERT INTO settings SELECT number FROM numbers(5)", in);
    }

    @Test
    void oneInsertIsOnePart() throws Exception {
        String database = TestEngines.uniqueName("parts");
        String in = "database=" + database;
        query("CREATE DATABASE " + database + " ENGINE = Atomic");
        query("CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id", in);
        query("SYSTEM STOP MERGES t", in);
        byte[] rows = new byte[8 * 500_000];
        HttpResponse<String> inserted = post(in + "&query=" + escaped("INSERT INTO t FORMAT RowBinary"), rows);
        assertEquals(200, inserted.statusCode(), inserted.body());
        assertEquals(
                "1\t500000\n",
                query("SELECT count(), sum(rows) FROM system.parts WHERE active AND database = '" + database + "'")
                        .body());
    }

    @Test
    void streamedAndWholeResultsAreTheSame() throws Exception {
        String streamed = query("SELECT number, toString(number) FROM numbers(200000)", "default_format=CSV")
                .body();
        String whole = query("FROM numbers(200000) SELECT number, toString(number)", "default_format=CSV")
                .body();
        assertEquals(whole, streamed);
        assertEquals(
                "", query("SELECT number FROM numbers(10) WHERE number > 20").body());
        assertEquals(
                "\"number\"\n",
                query("SELECT number FROM numbers(10) WHERE number > 20", "default_format=CSVWithNames")
                        .body());
    }

    @Test
    void queriesRunSideBySide() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Callable<String>> sleepers =
                    Collections.nCopies(6, () -> query("SELECT sleep(2)").body());
            long start = System.nanoTime();
            for (Future<String> each : threads.invokeAll(sleepers)) {
                assertEquals("0\n", each.get());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 11_000, "six queries of two seconds took " + millis + " ms");
        }
    }

    @Test
    void compressionAndSessionsAreRefusedClearly() throws Exception {
        for (String each : List.of("compress=1", "decompress=1", "session_id=x")) {
            HttpResponse<String> answer = query("SELECT 1", each);
            assertEquals(501, answer.statusCode(), each);
            assertEquals(48, code(answer));
        }
        HttpResponse<String> gzip = send(request("")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {31, -117})));
        assertEquals(501, gzip.statusCode());
        assertTrue(gzip.body().contains("turn compression off"), gzip.body());
        assertEquals(
                "1\n",
                query("SELECT 1", "compress=0", "enable_http_compression=1").body());
    }

    @Test
    void wrongPasswordIsForbiddenAndPingNeedsNone() throws Exception {
        URI engine = TestEngines.clickHouse();
        String base = "http://" + engine.getHost() + ":" + engine.getPort();
        HttpResponse<String> wrong =
                send(HttpRequest.newBuilder(URI.create(base + "/?query=SELECT%201&user=switchback&password=x")));
        assertEquals(403, wrong.statusCode());
        assertEquals(516, code(wrong));
        assertEquals(
                403,
                send(HttpRequest.newBuilder(URI.create(base + "/?query=SELECT%201")))
                        .statusCode());
        String password = engine.getUserInfo().split(":", 2)[1];
        HttpResponse<String> headers = send(HttpRequest.newBuilder(URI.create(base + "/?query=SELECT%201"))
                .header("X-ClickHouse-User", "switchback")
                .header("X-ClickHouse-Key", password));
        assertEquals("1\n", headers.body());
        assertEquals(
                "Ok.\n",
                send(HttpRequest.newBuilder(URI.create(base + "/ping"))).body());
        assertEquals(
                404, send(HttpRequest.newBuilder(URI.create(base + "/nowhere"))).statusCode());
    }

    @Test
    void keepsTheQueryId() throws Exception {
        HttpResponse<String> answer = query("SELECT 1", "query_id=mine");
        assertEquals(
                "mine", answer.headers().firstValue("X-ClickHouse-Query-Id").orElseThrow());
    }
}
