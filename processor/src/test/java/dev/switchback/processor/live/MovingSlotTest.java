package dev.switchback.processor.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.RedisClusterEngine;
import dev.switchback.processor.live.SessionScript.Operation;
import dev.switchback.processor.live.SessionScript.Result;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveStore;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisLiveStore;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.redis.RedisSpace;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What scripts and administration do in a cluster whose slots move and whose nodes die. */
class MovingSlotTest {
    private static final int ROWS = 12;
    private static RedisClusterEngine cluster;
    private static RedisServers servers;
    private static LiveScript script;
    private static RedisConnection connection;

    @BeforeAll
    static void start() {
        cluster = RedisClusterEngine.start();
        servers = RedisClients.open(cluster.address());
        script = new LiveScript(servers);
        connection = servers.connect();
    }

    @AfterAll
    static void stop() {
        connection.close();
        script.close();
        servers.close();
        cluster.close();
    }

    @Test
    @DisplayName("P2: while a slot is moved, no script begins in it, wherever its keys are by then")
    void scriptsKeepAwayFromASlotOnItsWay() {
        LiveKeys keys = new LiveKeys(new VersionId("moved", 1), 0);
        assertEquals(Result.DONE, run(keys, Operation.LOOK, 1));
        // All keys that the script names are there now, but for the one that never is.
        for (int row = 1; row <= ROWS; row++) {
            assertEquals(Result.DONE, run(keys, Operation.APPLY, row));
        }
        int slot = cluster.slot(keys.marks());
        int target = other(slot);
        List<Integer> tries = new ArrayList<>();
        cluster.move(slot, target, 3, () -> {
            assertThrows(StoreUnavailableException.class, () -> run(keys, Operation.APPLY, ROWS + 1));
            tries.add(tries.size());
        });
        assertTrue(tries.size() > 3, "tried before, between and after the keys moved: " + tries);
        assertEquals(ROWS, connection.sync().zcard(keys.sessionEnds("v", 0)));
        assertEquals(String.valueOf(ROWS), connection.sync().hget(keys.sessionMarks(), "0"));
        assertEquals(Result.DONE, run(keys, Operation.APPLY, ROWS + 1));
        assertEquals(ROWS + 1, connection.sync().zcard(keys.sessionEnds("v", 0)));
    }

    @Test
    @DisplayName("Without the key that never is, a script would end half way")
    void whyScriptsNameAKeyThatNeverIs() {
        LiveKeys keys = new LiveKeys(new VersionId("halfway", 1), 0);
        connection.sync().hset(keys.marks(), "0", "1");
        int slot = cluster.slot(keys.marks());
        String careless = "redis.call('HSET', KEYS[1], '0', '2') return redis.call('HGET', ARGV[1], 'x')";
        List<String> marks = new ArrayList<>();
        cluster.move(slot, other(slot), 3, () -> {
            if (marks.isEmpty()) {
                assertThrows(
                        RedisException.class,
                        () -> connection
                                .sync()
                                .eval(careless, ScriptOutputType.VALUE, new String[] {keys.marks()}, keys.horizon()));
                marks.add(connection.sync().hget(keys.marks(), "0"));
            }
        });
        assertEquals(List.of("2"), marks, "the mark moved, and what belongs to it is missing");
    }

    @Test
    void marksRemovalAndRoomSeeAllNodes() {
        VersionId version = new VersionId("spread", 1);
        for (int shard = 0; shard < 6; shard++) {
            LiveKeys keys = new LiveKeys(version, shard);
            connection.sync().hset(keys.marks(), Map.of("0", String.valueOf(10 + shard)));
            for (int i = 0; i < 200; i++) {
                connection.sync().hset(keys.groups("v", String.valueOf(i)), "0|[]", "1");
            }
        }
        assertTrue(
                cluster.primaries().stream()
                                .filter(port ->
                                        !List.of().equals(cluster.node(port).ask("KEYS", "sb:{spread.v1.*")))
                                .count()
                        > 1,
                "shards are spread");
        try (RedisLiveStore store = new RedisLiveStore(servers);
                RedisSpace space = new RedisSpace(servers)) {
            LiveStore live = store;
            assertEquals(Map.of(0, 10L), live.marks(version, 6));
            assertTrue(store.answers());
            assertTrue(
                    space.of(version).used() > 6 * 200 * 50,
                    "bytes: " + space.of(version).used());
            live.drop(version, 6);
            for (int port : cluster.primaries()) {
                assertEquals(List.of(), cluster.node(port).ask("KEYS", "sb:{spread.v1.*"));
            }
            assertFalse(space.of(version).used() > 0);
        }
    }

    private static int other(int slot) {
        int owner = cluster.primaryOf(slot);
        return cluster.primaries().stream()
                .filter(port -> port != owner)
                .findFirst()
                .orElseThrow();
    }

    /** Writes session {@code number} at position {@code number}, as the only owner of partition 0 would. */
    private static Result run(LiveKeys keys, Operation operation, int number) {
        List<String> arguments = new ArrayList<>(List.of(
                "0",
                String.valueOf(number),
                operation == Operation.LOOK ? "-1" : "0",
                "1000",
                "1",
                "1",
                keys.sessionEnds("v", 0),
                keys.sessions("v", ""),
                "100000"));
        if (operation == Operation.APPLY) {
            arguments.addAll(List.of("1", "1", "[\"g" + number + "\"]", "5", "1000", "{}"));
        }
        return script.run(keys, operation, arguments);
    }
}
