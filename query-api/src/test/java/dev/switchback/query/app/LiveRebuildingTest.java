package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A live store that lost data answers nothing, rather than a part, until it is whole again. */
class LiveRebuildingTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();

    @Test
    void partsAreNeverAnswered() {
        try (TestPipeline pipeline = new TestPipeline();
                RedisConnection connection = pipeline.redis.connect()) {
            RedisClusterCommands<String, String> redis = connection.sync();
            VersionId fresh = pipeline.version("");
            pipeline.switchTo(fresh);
            Api api = new Api(pipeline.server());
            assertWhole(api, pipeline, "a new version has nothing to lose");

            VersionId version = pipeline.version("\n# second");
            pipeline.settle(version, START);
            pipeline.switchTo(version);
            assertRebuilding(api, pipeline, "events were taken in, and there is no mark of them");
            for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
                assertRebuilding(api, pipeline, "a shard without marks has lost its data");
                redis.hset(new LiveKeys(version, shard).marks(), "0", "1");
            }
            assertWhole(api, pipeline, "every shard has its mark");

            String rebuild = new LiveKeys(version, 1).rebuild();
            redis.hset(rebuild, "0", "7");
            assertRebuilding(api, pipeline, "one shard is being rebuilt");
            redis.hdel(rebuild, "0");
            assertWhole(api, pipeline, "it was rebuilt");
        }
    }

    private static void assertWhole(Api api, TestPipeline pipeline, String why) {
        for (String path : List.of("/edits/live", "/totals/live?channel=a", "/edits/top?by=edits&windows=3")) {
            assertEquals(200, api.get("/v1/" + pipeline.name + path).status(), why + ": " + path);
        }
    }

    private static void assertRebuilding(Api api, TestPipeline pipeline, String why) {
        for (String path : List.of("/edits/live", "/totals/live?channel=a", "/edits/top?by=edits&windows=3")) {
            Api.Reply reply = api.get("/v1/" + pipeline.name + path);
            assertEquals(503, reply.status(), why + ": " + path);
            assertEquals("live_rebuilding", reply.code());
            assertEquals("1", reply.header("Retry-After"));
        }
    }
}
