package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisConnection;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Live and top-N queries over HTTP on a real Redis; the oracle is a plain evaluation of the events. */
class LiveQueriesTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    /** Twenty windows, of which the newest eleven or so are within the live retention of ten minutes. */
    private static final int MINUTES = 20;

    private static final long SLOWEST = START + (MINUTES - 1) * 60_000L + 15_000;

    private static final TestPipeline pipeline = new TestPipeline();
    private static final List<Event> events = new ArrayList<>();
    private static final Api api = new Api(pipeline.server());
    private static String edits = "";

    @BeforeAll
    static void write() {
        Random random = new Random(11);
        String[] odd = {"'; FLUSHALL", "a\\b\"c", "two\nlines", "", "ÄÖ𝄞", "#en", "#de", "|pipe|"};
        for (int i = 0; i < 3_000; i++) {
            String channel = random.nextInt(20) == 0
                    ? null
                    : random.nextInt(3) == 0 ? odd[random.nextInt(odd.length)] : "c" + random.nextInt(30);
            events.add(new Event(
                    START + random.nextInt(MINUTES * 60_000),
                    channel,
                    random.nextBoolean(),
                    random.nextInt(20) == 0 ? null : "user" + random.nextInt(40),
                    random.nextInt(8) == 0 ? null : (long) random.nextInt(1000) - 300,
                    BigDecimal.valueOf(random.nextInt(100_000), 2)));
        }
        VersionId version = pipeline.version("");
        try (RedisConnection connection = pipeline.redis.connect()) {
            WrittenLive live = new WrittenLive(version, connection.sync(), TestPipeline.LIVE_SHARDS);
            live.times(events, SLOWEST);
            live.edits((ViewPlan.Aggregate) pipeline.plan().views().get(0), events);
            live.totals((ViewPlan.Aggregate) pipeline.plan().views().get(1), events);
        }
        pipeline.switchTo(version);
        edits = "/v1/" + pipeline.name + "/edits";
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    /** The windows that are visible, newest first: the watermark is the slowest partition's, less ten seconds. */
    private static List<Long> visible(int most) {
        long hiddenUpTo = SLOWEST - 10_000 - 600_000;
        return events.stream()
                .map(Event::minute)
                .distinct()
                .filter(minute -> minute + 60_000 > hiddenUpTo)
                .sorted(Comparator.reverseOrder())
                .limit(most)
                .toList();
    }

    @Test
    void aFullGroupIsLookedUpInTheNewestWindows() {
        Set<String> channels = new HashSet<>();
        events.forEach(e -> channels.add(String.valueOf(e.channel())));
        for (String channel : channels) {
            String[] filter = channel.equals("null")
                    ? new String[] {"null.channel", "true", "robot", "true", "windows", "5"}
                    : new String[] {"channel", channel, "robot", "true", "windows", "5"};
            assertRows(
                    api.ask(edits + "/live", filter),
                    5,
                    e -> e.robot() && String.valueOf(e.channel()).equals(channel));
        }
    }

    @Test
    void partialFiltersLookThroughTheWindows() {
        assertRows(api.ask(edits + "/live"), 1, e -> true);
        assertRows(api.ask(edits + "/live", "windows", "100", "limit", "100000"), 100, e -> true);
        assertRows(api.ask(edits + "/live", "channel", "c1", "windows", "3"), 3, e -> "c1".equals(e.channel()));
        assertRows(
                api.ask(
                        edits + "/live",
                        "robot",
                        "false",
                        "robot",
                        "true",
                        "channel",
                        "c1",
                        "channel",
                        "c2",
                        "windows",
                        "3"),
                3,
                e -> "c1".equals(e.channel()) || "c2".equals(e.channel()));
        assertRows(api.ask(edits + "/live", "null.channel", "false"), 1, e -> e.channel() != null);
    }

    @Test
    void answersSayWhatTheyAre() {
        JsonNode json = api.ask(edits + "/live", "limit", "2").json();
        assertEquals(InstantText.format(SLOWEST - 10_000), json.get("watermark").asString());
        assertEquals(2, json.get("rows").size());
        assertTrue(json.get("truncated").asBoolean());
        assertEquals(1, json.get("epoch").asInt());
        JsonNode rows = json.get("rows");
        assertEquals("", rows.get(0).get("channel").asString(), "empty text comes first in the dimensions' order");
    }

    @Test
    void aViewWithoutWindowHasOneResult() {
        JsonNode rows = api.ask("/v1/" + pipeline.name + "/totals/live", "channel", "c1")
                .rows();
        assertEquals(1, rows.size());
        assertEquals(
                events.stream().filter(e -> "c1".equals(e.channel())).count(),
                rows.get(0).get("edits").asLong());
        assertFalse(rows.get(0).has("window_start"));
        JsonNode top = api.ask("/v1/" + pipeline.name + "/totals/top", "n", "3").rows();
        List<Long> expected = events.stream()
                .collect(Collectors.groupingBy(e -> String.valueOf(e.channel()), Collectors.counting()))
                .values()
                .stream()
                .sorted(Comparator.reverseOrder())
                .limit(3)
                .toList();
        List<Long> actual = new ArrayList<>();
        top.forEach(row -> actual.add(row.get("edits").asLong()));
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @CsvSource({
        "edits,1",
        "edits,2",
        "edits,100",
        "added,1",
        "added,5",
        "mean,1",
        "mean,4",
        "mean,100",
        "editors,1",
        "editors,3",
        "editors,100",
        "largest,1",
        "largest,6"
    })
    void topIsExactAlsoOverSeveralWindowsAndUnderTies(String measure, int windows) {
        List<Long> in = visible(windows);
        Map<String, List<Event>> groups = events.stream()
                .filter(e -> in.contains(e.minute()))
                .collect(Collectors.groupingBy(LiveQueriesTest::group));
        ToDoubleFunction<String> value = group -> value(measure, Objects.requireNonNull(groups.get(group)));
        for (int n : new int[] {1, 7, 1000}) {
            List<String> expected = groups.keySet().stream()
                    .filter(group -> !Double.isNaN(value.applyAsDouble(group)))
                    .sorted(Comparator.comparingDouble(value)
                            .reversed()
                            .thenComparing((a, b) -> Arrays.compareUnsigned(
                                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))))
                    .toList();
            Api.Reply reply = api.ask(edits + "/top", "by", measure, "n", "" + n, "windows", "" + windows);
            JsonNode rows = reply.rows();
            assertEquals(Math.min(n, expected.size()), rows.size());
            assertEquals(expected.size() > n, reply.json().get("truncated").asBoolean());
            for (int i = 0; i < rows.size(); i++) {
                JsonNode row = rows.get(i);
                assertEquals(expected.get(i), "[" + row.get("channel") + "," + row.get("robot") + "]", "place " + i);
                assertEquals(
                        value.applyAsDouble(expected.get(i)), row.get(measure).asDouble(), 1e-9);
                assertEquals(windows == 1, row.has("window_start"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"windows=0", "windows=-1", "windows=2001", "windows=x", "limit=0", "robot=1", "null.robot=x"})
    void badValuesOfLiveAreNamed(String query) {
        assertEquals("invalid_parameter", api.get(edits + "/live?" + query).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"n=0", "n=-1", "n=1001", "windows=0", "n=1&n=2"})
    void badValuesOfTopAreNamed(String query) {
        assertEquals(
                "invalid_parameter", api.get(edits + "/top?by=edits&" + query).code());
    }

    @Test
    void unknownNamesListWhatExists() {
        assertEquals("unknown_measure", api.ask(edits + "/top", "by", "spent").code());
        assertEquals("unknown_measure", api.ask(edits + "/top").code());
        assertEquals(
                "unknown_measure", api.ask(edits + "/top", "by", "edits:all\n").code());
        assertEquals(
                "unknown_parameter",
                api.ask(edits + "/top", "by", "edits", "channel", "x").code());
        assertEquals(
                "unknown_parameter",
                api.ask(edits + "/live", "from", "2015-09-12T13:00:00Z").code());
        assertEquals(
                "view_not_live", api.ask("/v1/" + pipeline.name + "/log/live").code());
        assertEquals(
                "view_not_live",
                api.ask("/v1/" + pipeline.name + "/log/top", "by", "x").code());
        assertTrue(api.ask("/v1/" + pipeline.name + "/log/live")
                .json()
                .get("available")
                .toString()
                .contains("edits"));
    }

    private static void assertRows(Api.Reply reply, int windows, Predicate<Event> filter) {
        List<Long> in = visible(windows);
        Map<String, List<Event>> groups = events.stream()
                .filter(e -> in.contains(e.minute()) && filter.test(e))
                .collect(Collectors.groupingBy(e -> InstantText.format(e.minute()) + group(e)));
        JsonNode rows = reply.rows();
        assertEquals(groups.size(), rows.size());
        String last = "9999";
        for (JsonNode row : rows) {
            String window = row.get("window_start").asString();
            assertTrue(window.compareTo(last) <= 0, "newest window first");
            last = window;
            List<Event> group = groups.remove(window + "[" + row.get("channel") + "," + row.get("robot") + "]");
            HistoricalQueriesTest.assertMeasures(Objects.requireNonNull(group, () -> "no such group: " + row), row);
        }
        assertTrue(groups.isEmpty());
    }

    private static String group(Event event) {
        return "[" + Api.json(event.channel()) + "," + event.robot() + "]";
    }

    private static double value(String measure, List<Event> group) {
        List<Long> added =
                group.stream().map(Event::added).filter(Objects::nonNull).toList();
        double sum = added.stream().mapToLong(Long::longValue).sum();
        return switch (measure) {
            case "edits" -> group.size();
            case "editors" ->
                group.stream()
                        .map(Event::user)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count();
            case "added" -> added.isEmpty() ? Double.NaN : sum;
            case "mean" -> added.isEmpty() ? Double.NaN : sum / added.size();
            case "largest" ->
                added.stream().mapToDouble(Long::doubleValue).max().orElse(Double.NaN);
            default -> throw new AssertionError(measure);
        };
    }
}
