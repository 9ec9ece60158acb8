package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.historical.QueryLimits;
import dev.switchback.views.VersionId;
import dev.switchback.views.access.Listening;
import dev.switchback.views.history.HistoryNames;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each limit of a historical query, passed and kept, on the same table. */
class QueryLimitsTest {
    private static final int ROWS = 200_000;
    private static final String WHOLE = "step=all&group_by=&measures=edits";
    private static final String BY_CHANNEL = "step=all&group_by=channel&measures=edits&limit=1";

    private static final TestPipeline pipeline = new TestPipeline();
    private static VersionId version = new VersionId("none", 1);

    @BeforeAll
    static void write() {
        version = pipeline.version("");
        pipeline.run("INSERT INTO " + HistoryNames.table(version, "edits")
                + " (channel, robot, window_start, s0, _events, _cut) SELECT 'channel ' || toString(number), false, "
                + "fromUnixTimestamp64Milli(1442062800000, 'UTC'), 1, 1, 0 FROM numbers(" + ROWS + ")");
        pipeline.switchTo(version);
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void aQueryThatReadsTooManyRowsNamesTheLimit() {
        QueryLimits limits = new QueryLimits(Duration.ofSeconds(30), 1_024, ROWS - 1);
        assertRefused(limits, WHOLE, "more than the 199,999 rows that one may");
        assertAnswered(new QueryLimits(Duration.ofSeconds(30), 1_024, ROWS), WHOLE);
    }

    @Test
    void aQueryThatTakesTooMuchMemoryNamesTheLimit() {
        QueryLimits limits = new QueryLimits(Duration.ofSeconds(30), 8, 1_000_000);
        assertRefused(limits, BY_CHANNEL, "more than the 8 MiB of memory that one may take");
        assertAnswered(limits, WHOLE);
    }

    @Test
    void aQueryThatRunsTooLongNamesTheLimit() {
        String table = HistoryNames.table(version, "totals");
        String behind = HistoryNames.database(version.pipeline()) + ".asleep";
        pipeline.run("INSERT INTO " + table + " (channel, s0, _events, _cut) VALUES ('a', 1, 1, 0), ('b', 1, 1, 0)");
        pipeline.run("RENAME TABLE " + table + " TO " + behind);
        // It sleeps half a second over both rows, and so cannot end earlier.
        pipeline.run("CREATE VIEW " + table + " AS SELECT * FROM " + behind + " WHERE sleepEachRow(0.25) = 0");
        try (QueryServer server = server(new QueryLimits(Duration.ofMillis(200), 1_024, 1_000_000))) {
            Api.Reply reply = new Api(server).get("/v1/" + pipeline.name + "/totals?group_by=");
            assertProblem(reply, "longer than the 0.200 s that one may");
        }
        pipeline.run("DROP VIEW " + table);
        pipeline.run("RENAME TABLE " + behind + " TO " + table);
    }

    private static void assertRefused(QueryLimits limits, String query, String part) {
        try (QueryServer server = server(limits)) {
            assertProblem(new Api(server).get("/v1/" + pipeline.name + "/edits?" + query), part);
        }
    }

    private static void assertProblem(Api.Reply reply, String part) {
        assertEquals(422, reply.status(), reply::toString);
        assertEquals("query_too_expensive", reply.code());
        String detail = reply.json().get("detail").asString();
        assertTrue(detail.contains(part), detail);
        assertTrue(detail.contains("; ask for "), detail);
    }

    private static void assertAnswered(QueryLimits limits, String query) {
        try (QueryServer server = server(limits)) {
            assertEquals(
                    ROWS,
                    new Api(server)
                            .get("/v1/" + pipeline.name + "/edits?" + query)
                            .rows()
                            .get(0)
                            .get("edits")
                            .asLong());
        }
    }

    private static QueryServer server(QueryLimits limits) {
        return QueryServer.start(new QueryServerSettings(pipeline.engines, "127.0.0.1", 0, Listening.PLAIN, limits));
    }
}
