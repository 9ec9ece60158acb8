package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisConnection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Named groups in the newest windows, where every shard has windows that others lack (ADR 146); the oracle is a plain evaluation of the events. */
class NewestWindowsTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final int MINUTES = 24;
    private static final int CHANNELS = 12;
    private static final long RETENTION = 10 * 60_000L;
    private static final long BOUND = 10_000;

    private static final TestPipeline pipeline = new TestPipeline();
    private static final List<Event> events = new ArrayList<>();
    private static final Api api = new Api(pipeline.server());
    private static String live = "";

    /** Few channels a minute, in minutes of their own, so that most shards lack most windows. */
    @BeforeAll
    static void write() {
        Random random = new Random(146);
        for (int minute = 0; minute < MINUTES; minute++) {
            if (minute % 5 == 2) {
                continue;
            }
            int channel = random.nextInt(CHANNELS);
            for (int i = 0; i <= random.nextInt(3); i++) {
                events.add(new Event(
                        START + minute * 60_000L + i, "c" + channel, false, "u" + i, 1L + i, BigDecimal.valueOf(i, 2)));
            }
        }
        VersionId version = pipeline.version("");
        try (RedisConnection connection = pipeline.redis.connect()) {
            WrittenLive written = new WrittenLive(version, connection.sync(), TestPipeline.LIVE_SHARDS);
            written.times(events, newest());
            written.edits((ViewPlan.Aggregate) pipeline.plan().views().get(0), events);
            Set<List<String>> windows = new HashSet<>();
            for (int shard = 0; shard < TestPipeline.LIVE_SHARDS; shard++) {
                windows.add(connection.sync().zrange(new LiveKeys(version, shard).windows("edits"), 0, -1));
            }
            assertEquals(TestPipeline.LIVE_SHARDS, windows.size(), "no two shards have the same windows");
        }
        pipeline.switchTo(version);
        live = "/v1/" + pipeline.name + "/edits/live";
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    private static long newest() {
        return events.stream().mapToLong(Event::time).max().orElseThrow();
    }

    /** 2,000 windows of so many groups are too many to be named, so the windows are found first there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 2_000})
    void theNewestWindowsAreThoseOfAllShards(int windows) {
        for (int from = 0; from < CHANNELS; from++) {
            List<String> asked = IntStream.range(from, CHANNELS)
                    .mapToObj(channel -> "c" + channel)
                    .toList();
            assertEquals(expected(asked, windows), rows(ask(asked, windows)));
        }
    }

    @Test
    void redisIsToldAScriptThatItHasForgotten() {
        List<String> asked = List.of("c1", "c2", "c3");
        try (RedisConnection connection = pipeline.redis.connect()) {
            for (int i = 0; i < 3; i++) {
                connection.sync().scriptFlush();
                assertEquals(expected(asked, 50), rows(ask(asked, 50)));
            }
        }
    }

    private static Api.Reply ask(List<String> channels, int windows) {
        List<String> query = new ArrayList<>(List.of("robot", "false", "windows", "" + windows));
        channels.forEach(channel -> query.addAll(List.of("channel", channel)));
        return api.ask(live, query.toArray(String[]::new));
    }

    private static List<String> expected(List<String> channels, int most) {
        long hiddenUpTo = newest() - BOUND - RETENTION;
        List<Long> windows = events.stream()
                .map(Event::minute)
                .distinct()
                .filter(minute -> minute + 60_000 > hiddenUpTo)
                .sorted(Comparator.reverseOrder())
                .limit(most)
                .toList();
        assertTrue(!windows.isEmpty());
        List<String> rows = new ArrayList<>();
        for (long window : windows) {
            for (String channel : channels.stream().sorted().toList()) {
                List<Event> group = events.stream()
                        .filter(e -> e.minute() == window && channel.equals(e.channel()))
                        .toList();
                if (!group.isEmpty()) {
                    long added = group.stream()
                            .mapToLong(e -> e.added() == null ? 0 : e.added())
                            .sum();
                    rows.add(InstantText.format(window) + " " + channel + " " + group.size() + " " + added);
                }
            }
        }
        return rows;
    }

    private static List<String> rows(Api.Reply reply) {
        List<String> rows = new ArrayList<>();
        for (JsonNode row : reply.rows()) {
            rows.add(row.get("window_start").asString() + " "
                    + row.get("channel").asString() + " " + row.get("edits").asLong() + " "
                    + row.get("added").asLong());
        }
        return rows;
    }
}
