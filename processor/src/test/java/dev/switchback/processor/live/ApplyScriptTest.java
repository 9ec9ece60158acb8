package dev.switchback.processor.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisServers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The script that adds batches to a shard, with more groups than go into one command, against sums of {@link BigInteger}. */
class ApplyScriptTest {
    private static final String WINDOW = "60000";
    private static final int GROUPS = 2_500;
    private static final List<BigInteger> AROUND = List.of(
            BigInteger.ZERO,
            new BigInteger("999999999999999"),
            BigInteger.ONE.shiftLeft(53),
            BigInteger.valueOf(Long.MAX_VALUE),
            BigInteger.valueOf(Long.MIN_VALUE));

    private final Random random = new Random(198);
    private final LiveKeys keys = new LiveKeys(new VersionId(TestEngines.uniqueName("apply"), 1), 0);
    private final Map<String, BigInteger> sums = new HashMap<>();
    private final Map<String, BigInteger> largest = new HashMap<>();

    @Test
    @DisplayName(
            "P2: sums of any size and extremes are exact over batches of thousands of groups, leaderboards follow, and nothing counts twice")
    void manyGroups() {
        try (RedisServers servers = RedisClients.open(TestEngines.redis());
                LiveScript script = new LiveScript(servers);
                RedisConnection connection = servers.connect()) {
            for (int batch = 0; batch < 4; batch++) {
                String[] arguments = batch(batch);
                assertEquals(
                        batch, script.apply(keys.version(), 0, 0, arguments).offset());
                assertEquals(
                        batch + 1, script.apply(keys.version(), 0, 0, arguments).offset(), "repeated");
            }
            Map<String, String> held = connection.sync().hgetall(keys.groups("v", WINDOW));
            assertEquals(expected(), held);
            for (Map.Entry<String, BigInteger> sum : sums.entrySet()) {
                Double score = connection.sync().zscore(keys.ranking("v", WINDOW, "total"), sum.getKey());
                // Minus zero is zero.
                assertEquals(sum.getValue().negate().doubleValue(), score + 0.0, sum.getKey());
            }
            assertEquals(sums.size(), connection.sync().zcard(keys.ranking("v", WINDOW, "total")));
        }
    }

    private Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        sums.forEach((group, sum) -> expected.put("0|" + group, sum.toString()));
        largest.forEach((group, value) -> expected.put("1|" + group, value.toString()));
        return expected;
    }

    /** One block of groups with both states, and one with the sum alone. */
    private String[] batch(int from) {
        List<String> all =
                new ArrayList<>(List.of("0", "" + from, "" + (from + 1), "0", "" + from, "60000", "1", "0", "0", "1"));
        String board = keys.ranking("v", "\u0001", "total");
        all.addAll(List.of(keys.windows("v"), "60000", "3600000", keys.groups("v", ""), keys.distinctKeys("v", "")));
        all.addAll(List.of("0", "1", board.substring(0, board.indexOf('\u0001'))));
        all.addAll(List.of(board.substring(board.indexOf('\u0001') + 1), "state", "0", ""));
        append(all, true, 0);
        append(all, false, GROUPS);
        return all.toArray(String[]::new);
    }

    private void append(List<String> all, boolean both, int firstGroup) {
        all.addAll(List.of("1", WINDOW, "" + GROUPS, "" + (both ? 6 + 3 * GROUPS : 4 + 2 * GROUPS)));
        all.addAll(both ? List.of("2", "add", "0", "maxExact", "1", "0") : List.of("1", "add", "0", "0"));
        for (int group = firstGroup; group < firstGroup + GROUPS; group++) {
            String name = "[\"g" + group + "\"]";
            BigInteger sum = value();
            sums.merge(name, sum, BigInteger::add);
            all.addAll(List.of(name, sum.toString()));
            if (both) {
                BigInteger value = value();
                largest.merge(name, value, BigInteger::max);
                all.add(value.toString());
            }
        }
    }

    private BigInteger value() {
        BigInteger near = Objects.requireNonNull(AROUND.get(random.nextInt(AROUND.size())));
        BigInteger value = near.add(BigInteger.valueOf(random.nextInt(7) - 3));
        return value.max(BigInteger.valueOf(Long.MIN_VALUE)).min(BigInteger.valueOf(Long.MAX_VALUE));
    }
}
