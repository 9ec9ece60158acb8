package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisConnection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Several candidates beside the active version: asked by name, and mirrored. */
class CandidatesTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final int EVENTS = 20;
    private static final long LIMIT_NANOS = 120_000_000_000L;

    private static final TestPipeline pipeline = new TestPipeline();

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void candidatesAnswerWhenTheyAreNamedAndAreComparedWhenTheyAreMirrored() {
        VersionId active = version("", 1);
        VersionId same = version("# same\n", 1);
        VersionId other = version("# other\n", 3);
        pipeline.switchTo(active);
        Api api = new Api(pipeline.server());
        for (Map.Entry<VersionId, Long> added :
                Map.of(active, 20L, same, 20L, other, 60L).entrySet()) {
            assertAnswers(api, added.getKey(), added.getValue());
        }

        order(same, "1");
        order(other, "1");
        long end = System.nanoTime() + LIMIT_NANOS;
        while (counted(api, same, "same") < 30 || counted(api, other, "different") < 30) {
            assertTrue(System.nanoTime() < end, "the servers do not mirror: " + api.get("/prometheus"));
            for (String question : questions()) {
                assertEquals(200, api.get(question).status());
            }
        }
        for (String never : List.of("different", "undecided", "refused", "failed")) {
            assertEquals(0, counted(api, same, never), never);
        }
        for (String never : List.of("same", "undecided", "refused", "failed")) {
            assertEquals(0, counted(api, other, never), never);
        }
    }

    private static void assertAnswers(Api api, VersionId version, long added) {
        String pin = "&version=" + version.number();
        for (String question : questions()) {
            Api.Reply reply = api.get(question + pin);
            JsonNode row = reply.rows().get(0);
            assertEquals(added, row.get("added").asLong(), question + pin);
            assertEquals(version.number(), reply.json().get("version").asInt());
        }
    }

    private static List<String> questions() {
        String view = "/v1/" + pipeline.name + "/edits";
        return List.of(
                view + "?step=all&group_by=", view + "/live?channel=%23en&robot=false", view + "/top?by=added&n=1");
    }

    private static void order(VersionId version, String share) {
        pipeline.update("INSERT INTO mirror (pipeline, version, share) VALUES ('" + version.pipeline() + "', "
                + version.number() + ", " + share + ")");
    }

    private static long counted(Api api, VersionId version, String outcome) {
        String name = "switchback_mirror_reads_total{outcome=\"" + outcome + "\",pipeline=\"" + version.pipeline()
                + "\",version=\"" + version.number() + "\"} ";
        return api.get("/prometheus")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static VersionId version(String comment, long added) {
        VersionId version = pipeline.version(comment);
        List<Event> events = IntStream.range(0, EVENTS)
                .mapToObj(i -> new Event(START + i * 100L, "#en", false, "user" + i, added, BigDecimal.ONE))
                .toList();
        new WrittenHistory(pipeline, version).write(events, new Random(1));
        try (RedisConnection connection = pipeline.redis.connect()) {
            WrittenLive live = new WrittenLive(version, connection.sync(), TestPipeline.LIVE_SHARDS);
            live.times(events, START);
            live.edits((ViewPlan.Aggregate) pipeline.plan().views().getFirst(), events);
        }
        return version;
    }
}
