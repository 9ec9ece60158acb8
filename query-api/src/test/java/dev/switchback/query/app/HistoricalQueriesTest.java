package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.query.request.InstantText;
import dev.switchback.views.VersionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Historical queries over HTTP on the real engines; the oracle is a plain evaluation of the events. */
class HistoricalQueriesTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final String[] CHANNELS = {
        "#en", "#de", "'; DROP TABLE x --", "a\\b`c\"d'", "two\nlines\ttab", "", "{p0:String}", "ÄÖ𝄞"
    };

    private static final TestPipeline pipeline = new TestPipeline();
    private static final List<Event> events = new ArrayList<>();
    private static VersionId version = new VersionId("none", 1);
    private static Api api = new Api(pipeline.server());
    private static String edits = "";

    @BeforeAll
    static void write() {
        Random random = new Random(7);
        for (int i = 0; i < 600; i++) {
            events.add(new Event(
                    START + random.nextInt(10 * 60_000),
                    random.nextInt(10) == 0 ? null : CHANNELS[random.nextInt(CHANNELS.length)],
                    random.nextBoolean(),
                    random.nextInt(20) == 0 ? null : "user" + random.nextInt(40),
                    random.nextInt(8) == 0 ? null : (long) random.nextInt(1000) - 300,
                    BigDecimal.valueOf(random.nextInt(100_000), 2)));
        }
        version = pipeline.version("");
        new WrittenHistory(pipeline, version).write(events, random);
        pipeline.switchTo(version);
        edits = "/v1/" + pipeline.name + "/edits";
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void answersNameVersionEpochAndWatermark() {
        Api.Reply reply = api.ask(edits, "limit", "1");
        JsonNode json = reply.json();
        assertEquals(200, reply.status(), reply.response().body());
        assertEquals(pipeline.name, json.get("pipeline").asString());
        assertEquals("edits", json.get("view").asString());
        assertEquals(1, json.get("version").asInt());
        assertEquals(1, json.get("epoch").asInt());
        long newest = events.stream().mapToLong(Event::time).max().orElseThrow();
        assertEquals(InstantText.format(newest - 10_000), json.get("watermark").asString());
        assertTrue(json.get("truncated").asBoolean());
        assertEquals(
                "1", reply.response().headers().firstValue("Switchback-Version").orElse(""));
        assertEquals(
                "1", reply.response().headers().firstValue("Switchback-Epoch").orElse(""));
    }

    @Test
    void allGroupsAndMeasures() {
        assertRows(api.ask(edits), 60_000, event -> true, "channel", "robot");
    }

    @Test
    void fewerDimensionsMergeTheStates() {
        assertRows(api.ask(edits, "group_by", "channel"), 60_000, event -> true, "channel");
        assertRows(api.ask(edits, "group_by", ""), 60_000, event -> true);
    }

    @Test
    void largerStepsMergeTheStates() {
        assertRows(api.ask(edits, "step", "PT5M", "group_by", "robot"), 300_000, event -> true, "robot");
        assertRows(api.ask(edits, "step", "PT7M", "group_by", ""), 420_000, event -> true);
    }

    @Test
    void theWholeRangeIsOneStep() {
        assertRows(api.ask(edits, "step", "all", "group_by", "channel"), 0, event -> true, "channel");
        assertRows(api.ask(edits, "step", "all", "group_by", ""), 0, event -> true);
    }

    @Test
    void fromIsInclusiveAndToExclusive() {
        Api.Reply reply = api.ask(edits, "from", "2015-09-12T13:02:00Z", "to", "2015-09-12T13:04:00Z");
        assertRows(reply, 60_000, e -> e.time() >= START + 120_000 && e.time() < START + 240_000, "channel", "robot");
        assertEquals(
                0,
                api.ask(edits, "from", "2015-09-12T13:02:00Z", "to", "2015-09-12T13:02:00Z")
                        .rows()
                        .size());
    }

    @Test
    void filtersAreValuesWhateverTheyContain() {
        for (String channel : CHANNELS) {
            assertRows(
                    api.ask(edits, "channel", channel), 60_000, e -> channel.equals(e.channel()), "channel", "robot");
        }
        for (String absent : List.of("a\0b", "\u0001", "\\N", "\\", "NULL", "\r\n", "' OR 1=1 --", "\uFFFD", "#en ")) {
            assertEquals(0, api.ask(edits, "channel", absent).rows().size());
        }
        assertRows(api.ask(edits, "null.channel", "true"), 60_000, e -> e.channel() == null, "channel", "robot");
        assertRows(api.ask(edits, "null.channel", "false"), 60_000, e -> e.channel() != null, "channel", "robot");
        assertRows(
                api.ask(edits, "is.channel", "#en", "channel", "#de", "null.channel", "true", "robot", "true"),
                60_000,
                e -> e.robot() && (e.channel() == null || Set.of("#en", "#de").contains(e.channel())),
                "channel",
                "robot");
    }

    @Test
    void ordersByMeasuresWithAStableTieBreak() {
        JsonNode rows = api.ask(edits, "step", "all", "group_by", "channel", "order_by", "-edits", "measures", "edits")
                .rows();
        Map<String, Long> counts = new HashMap<>();
        events.forEach(e -> counts.merge(String.valueOf(e.channel()), 1L, Long::sum));
        List<Long> expected =
                counts.values().stream().sorted(Comparator.reverseOrder()).toList();
        List<Long> actual = new ArrayList<>();
        rows.forEach(row -> actual.add(row.get("edits").asLong()));
        assertEquals(expected, actual);
        assertEquals(2, rows.get(0).size(), "channel and the one measure");
    }

    @Test
    void viewsWithoutWindowKeepAllTime() {
        JsonNode rows = api.ask("/v1/" + pipeline.name + "/totals").rows();
        Map<String, Long> expected = new TreeMap<>();
        events.forEach(e -> expected.merge(String.valueOf(e.channel()), 1L, Long::sum));
        Map<String, Long> actual = new TreeMap<>();
        rows.forEach(row -> actual.put(
                row.get("channel").isNull() ? "null" : row.get("channel").asString(),
                row.get("edits").asLong()));
        assertEquals(expected, actual);
        assertEquals(
                "unsupported_parameter",
                api.ask("/v1/" + pipeline.name + "/totals", "from", "2015-09-12T13:00:00Z")
                        .code());
    }

    @Test
    void rowByRowViewsShowTheirRows() {
        String log = "/v1/" + pipeline.name + "/log";
        JsonNode rows = api.ask(log, "from", "2015-09-12T13:01:00.500Z", "to", "2015-09-12T13:01:20Z", "robot", "true")
                .rows();
        List<Event> expected = events.stream()
                .filter(e -> e.robot() && e.time() >= START + 60_500 && e.time() < START + 80_000)
                .sorted(Comparator.comparingLong(Event::time))
                .toList();
        assertEquals(expected.size(), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            Event event = expected.get(i);
            assertEquals(InstantText.format(event.time()), row.get("time").asString());
            assertEquals(
                    event.price().setScale(2).toPlainString(), row.get("price").asString());
            assertEquals(
                    event.added(),
                    row.get("added").isNull() ? null : (Long) row.get("added").asLong());
            assertEquals(
                    event.channel(),
                    row.get("channel").isNull() ? null : row.get("channel").asString());
        }
        assertEquals("unsupported_parameter", api.ask(log, "step", "PT1M").code());
        assertEquals(
                "unsupported_parameter",
                api.ask("/v1/" + pipeline.name + "/shout", "from", "2015-09-12T13:00:00Z")
                        .code());
        assertEquals(0, api.ask("/v1/" + pipeline.name + "/shout").rows().size());
    }

    @Test
    void aDecimalFilterIsConvertedToItsScale() {
        Event one = events.getFirst();
        JsonNode rows = api.ask(
                        "/v1/" + pipeline.name + "/log",
                        "price",
                        one.price().stripTrailingZeros().toPlainString())
                .rows();
        long expected = events.stream()
                .filter(e -> e.price().compareTo(one.price()) == 0)
                .count();
        assertEquals(expected, rows.size());
        assertEquals(
                "invalid_parameter",
                api.ask("/v1/" + pipeline.name + "/log", "price", "1.234").code());
        assertEquals(
                "invalid_parameter",
                api.ask("/v1/" + pipeline.name + "/log", "price", "1e9999999").code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=-1",
                "limit=0",
                "limit=100001",
                "limit=ten",
                "limit=1&limit=2",
                "limit=99999999999",
                "from=yesterday",
                "from=2015-09-12T13:00:30Z",
                "from=2015-09-12",
                "to=9999-01-01T00:00:00Z",
                "from=2015-09-12T14:00:00Z&to=2015-09-12T13:00:00Z",
                "from=2015-09-12T13:00:00.0001Z",
                "step=PT30S",
                "step=PT0S",
                "step=-PT1M",
                "step=P1M",
                "step=PT1M30S",
                "step=PT1M0.0000001S",
                "step=PT9223372036854775807S",
                "measures=",
                "order_by=nothing",
                "order_by=--edits",
                "robot=maybe",
                "version=0",
                "version=x",
                "version=99999999999",
                "null.robot=perhaps",
                "group_by=channel&order_by=robot"
            })
    void badValuesAreNamed(String query) {
        Api.Reply reply = api.get(edits + "?" + query);
        assertEquals("invalid_parameter", reply.code());
        assertEquals(400, reply.status());
    }

    @Test
    void unknownNamesListWhatExists() {
        assertLists(api.ask("/v1/nobody/edits"), "unknown_pipeline", pipeline.name);
        assertLists(api.ask("/v1/" + pipeline.name + "/nothing"), "unknown_view", "totals");
        assertLists(api.ask(edits, "group_by", "colour"), "unknown_dimension", "channel");
        assertLists(api.ask(edits, "measures", "edits,weight"), "unknown_measure", "spent");
        assertLists(api.ask(edits, "chanel", "x"), "unknown_parameter", "channel");
        assertLists(api.ask(edits, "is.chanel", "x"), "unknown_dimension", "channel");
        assertLists(api.ask(edits, "version", "77"), "unknown_version", "1");
        for (String attack :
                List.of("`", "'; DROP TABLE x; --", "{p0:String}", "s0", "_events", "window_start\n", "edits`")) {
            assertFalse(api.ask(edits, "group_by", attack).code().isEmpty());
            assertFalse(api.ask(edits, "measures", attack).code().isEmpty());
            assertFalse(api.ask(edits, "order_by", attack).code().isEmpty());
            assertFalse(api.ask(edits, attack, "1").code().isEmpty());
            assertFalse(
                    api.ask("/v1/" + pipeline.name + "/" + Api.encode(attack).replace("+", "%20"))
                            .code()
                            .isEmpty());
            assertFalse(api.ask("/v1/" + Api.encode(attack).replace("+", "%20") + "/edits")
                    .code()
                    .isEmpty());
            for (String name : List.of("from", "to", "step", "limit", "version", "robot")) {
                assertEquals("invalid_parameter", api.ask(edits, name, attack).code());
            }
        }
        assertEquals(
                600,
                api.ask(edits, "step", "all", "group_by", "")
                        .rows()
                        .get(0)
                        .get("edits")
                        .asInt());
    }

    private static void assertLists(Api.Reply reply, String code, String existing) {
        assertEquals(code, reply.code());
        Set<String> available = new HashSet<>();
        reply.json().get("available").forEach(item -> available.add(item.asString()));
        assertTrue(available.contains(existing), reply.response().body());
    }

    /** @param step in milliseconds; 0 for the whole range */
    private static void assertRows(Api.Reply reply, long step, Predicate<Event> filter, String... groupBy) {
        List<Function<Event, String>> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (step > 0) {
            names.add("window_start");
            keys.add(e -> InstantText.format(Math.floorDiv(e.minute(), step) * step));
        }
        for (String dimension : groupBy) {
            names.add(dimension);
            keys.add(e -> String.valueOf(dimension.equals("channel") ? e.channel() : e.robot()));
        }
        Map<List<String>, List<Event>> groups = events.stream()
                .filter(filter)
                .collect(Collectors.groupingBy(
                        e -> keys.stream().map(k -> k.apply(e)).toList(), LinkedHashMap::new, Collectors.toList()));
        JsonNode rows = reply.rows();
        assertEquals(groups.size(), rows.size());
        assertFalse(reply.json().get("truncated").asBoolean());
        for (JsonNode row : rows) {
            List<String> key = names.stream()
                    .map(name -> row.get(name).isNull() ? "null" : row.get(name).asString())
                    .toList();
            List<Event> group = Objects.requireNonNull(groups.remove(key), () -> "no such group: " + row);
            assertMeasures(group, row);
        }
        assertTrue(groups.isEmpty());
    }

    static void assertMeasures(List<Event> group, JsonNode row) {
        List<Long> added =
                group.stream().map(Event::added).filter(Objects::nonNull).toList();
        assertEquals(group.size(), row.get("edits").asInt());
        assertEquals(
                group.stream()
                        .map(Event::user)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count(),
                row.get("editors").asLong());
        BigDecimal spent = group.stream().map(Event::price).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(spent.setScale(2).toPlainString(), row.get("spent").asString());
        if (added.isEmpty()) {
            assertTrue(row.get("added").isNull()
                    && row.get("mean").isNull()
                    && row.get("largest").isNull());
        } else {
            long sum = added.stream().mapToLong(Long::longValue).sum();
            assertEquals(sum, row.get("added").asLong());
            assertEquals((double) sum / added.size(), row.get("mean").asDouble(), 1e-9);
            assertEquals(
                    added.stream().max(Long::compare).orElseThrow(),
                    row.get("largest").asLong());
        }
    }
}
