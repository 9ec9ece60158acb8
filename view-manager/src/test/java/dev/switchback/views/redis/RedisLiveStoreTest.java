package dev.switchback.views.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisLiveStoreTest {
    private static final RedisServers CLIENT = RedisClients.open(TestEngines.redis());
    private static final RedisConnection CONNECTION = CLIENT.connect();

    private final RedisClusterCommands<String, String> redis = CONNECTION.sync();
    private final RedisLiveStore store = new RedisLiveStore(CLIENT);
    private final VersionId one = new VersionId(TestEngines.uniqueName("live"), 1);
    private final VersionId eleven = new VersionId(one.pipeline(), 11);

    @AfterEach
    void close() {
        store.close();
    }

    @AfterAll
    static void shutDown() {
        CONNECTION.close();
        CLIENT.close();
    }

    @Test
    void marksAreTheSmallestOverAllShards() {
        assertEquals(Map.of(), store.marks(one, 2));
        redis.hset(new LiveKeys(one, 0).marks(), Map.of("0", "10", "1", "20", "2", "5"));
        redis.hset(new LiveKeys(one, 1).marks(), Map.of("0", "12", "1", "19"));
        assertEquals(Map.of(0, 10L, 1, 20L, 2, 5L), store.marks(one, 1));
        // A shard without a mark holds nothing of the partition.
        assertEquals(Map.of(0, 10L, 1, 19L), store.marks(one, 2));
        store.drop(one, 2);
    }

    @Test
    void dropRemovesEveryKeyOfTheVersionAndNoOther() {
        for (int i = 0; i < 2_500; i++) {
            redis.hset(new LiveKeys(one, i % 3).groups("v", String.valueOf(i)), "0|[]", "1");
        }
        redis.hset(new LiveKeys(one, 1).marks(), "0", "1");
        redis.sadd(new LiveKeys(one, 2).distinct("v", LiveKeys.ALL_TIME, 0, "[\"}x\"]"), "a");
        redis.hset(new LiveKeys(eleven, 0).marks(), "0", "77");

        store.drop(one, 3);
        assertEquals(Map.of(), store.marks(one, 3));
        assertEquals(List.of(), redis.keys(LiveKeys.pattern(one)));
        assertEquals(Map.of(0, 77L), store.marks(eleven, 1));
        store.drop(one, 3);
        store.drop(eleven, 1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsUnavailable() {
        try (RedisServers nowhere = RedisClients.open(URI.create("redis://127.0.0.1:1"));
                RedisLiveStore unreachable = new RedisLiveStore(nowhere)) {
            assertThrows(StoreUnavailableException.class, () -> unreachable.marks(one, 1));
        }
    }
}
