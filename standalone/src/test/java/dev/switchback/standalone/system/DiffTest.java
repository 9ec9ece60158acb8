package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ApiException;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.standalone.terminal.DiffText;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Versions are compared while events arrive, and each answer is that of a plain evaluation of the log's prefix at its fence. */
final class DiffTest {
    private static final String PIPELINE = TestEngines.uniqueName("diffs");
    private static final int PARTITIONS = 2;
    private static final int DIFFS = Campaign.choose(2, 6);

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName("P7: diffs are exact under live traffic, and a version equals another one of the same logic")
    void exactUnderTraffic() throws Exception {
        try (Stack stack = Stack.start(SharedEngines.stack(folder.resolve("data"), 2), step -> {});
                Http http = new Http()) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            TopicLoader.ensureTopic(stack.engines().kafka(), PIPELINE, PARTITIONS);
            List<JsonNode> diffs = new ArrayList<>();
            List<JsonNode> same = new ArrayList<>();
            DiffTraffic traffic = DiffTraffic.start(stack.engines().kafka(), PIPELINE, PARTITIONS);
            try {
                deploy(admin, manifest("PT24H", "added >= 0", "c9", "", 2), true);
                deploy(
                        admin,
                        manifest("PT24H", "added >= 10", "c3", ", COUNT(*) FILTER (WHERE added > 20) AS large", 4),
                        false);
                deploy(admin, manifest("PT25H", "added >= 0", "c9", "", 2), false);
                for (int i = 0; i < DIFFS; i++) {
                    traffic.awaitMore(200);
                    diffs.add(diff(admin, 2));
                    same.add(diff(admin, 3));
                }
            } finally {
                traffic.stop();
            }
            Set<JsonNode> fences = new HashSet<>();
            for (JsonNode diff : diffs) {
                verify(diff, traffic);
                fences.add(diff.path("fence"));
            }
            assertEquals(DIFFS, fences.size(), "each diff was taken at a fence of its own");
            for (JsonNode diff : same) {
                verifySame(diff, traffic);
            }
            assertRefusals(admin);
            assertGates(admin, http, stack);
        }
    }

    /** A cut that is not reached in time, as on a slow machine, is given up cleanly, and one may compare again. */
    private static JsonNode diff(AdminClient admin, int to) {
        for (int more = 4; ; more--) {
            try {
                return admin.diff(PIPELINE, 1, to, Optional.empty(), 3);
            } catch (ApiException e) {
                if (more == 0 || !e.code().equals("cut_not_reached")) {
                    throw e;
                }
            }
        }
    }

    private static void deploy(AdminClient admin, String manifest, boolean automatic) {
        new Replays(admin).deploy(PIPELINE, manifest, automatic, new Replays.Listener() {});
    }

    private static String manifest(String retention, String condition, String without, String more, int gap) {
        return """
                pipeline: NAME
                source:
                  topic: NAME
                  format: json
                  event_time: time
                  out_of_orderness: PT10S
                  columns: {time: TIMESTAMP(3), channel: VARCHAR, added: BIGINT, score: DOUBLE}
                views:
                  by_channel:
                    sql: |
                      SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS added, AVG(score) AS score%s
                      FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                      WHERE %s AND channel <> '%s'
                      GROUP BY window_start, channel
                    history: {retention: %s}
                  big:
                    sql: SELECT channel, added FROM NAME WHERE %s AND added > 5
                  names:
                    sql: SELECT channel FROM NAME WHERE %s
                  visits:
                    sql: |
                      SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(added) AS added
                      FROM TABLE(SESSION(TABLE NAME PARTITION BY channel, DESCRIPTOR(time), INTERVAL '2' SECOND))
                      WHERE %s AND channel <> '%s'
                      GROUP BY window_start, window_end, channel
                  longer_visits:
                    sql: |
                      SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(added) AS added
                      FROM TABLE(SESSION(TABLE NAME PARTITION BY channel, DESCRIPTOR(time), INTERVAL '%d' SECOND))
                      GROUP BY window_start, window_end, channel
                """.replace("NAME", PIPELINE)
                .formatted(more, condition, without, retention, condition, condition, condition, without, gap);
    }

    private static void verify(JsonNode diff, DiffTraffic traffic) {
        DiffTraffic.Expected from = traffic.below(
                diff.path("fence"),
                event -> event.added() >= 0 && !event.channel().equals("c9"));
        DiffTraffic.Expected to = traffic.below(
                diff.path("fence"),
                event -> event.added() >= 10 && !event.channel().equals("c3"));
        String what = diff.toString();
        JsonNode view = view(diff, "by_channel");
        int common = 0;
        int changed = 0;
        long largest = 0;
        for (String key : from.edits().keySet()) {
            if (to.edits().containsKey(key)) {
                common++;
                changed += from.edits().get(key).equals(to.edits().get(key)) ? 0 : 1;
                largest = Math.max(largest, from.edits().get(key) - to.edits().get(key));
            }
        }
        JsonNode keys = view.path("keys");
        assertEquals(from.edits().size() - common, keys.path("only_in_from").asInt(), what);
        assertEquals(to.edits().size() - common, keys.path("only_in_to").asInt(), what);
        assertEquals(changed, keys.path("changed").asInt(), what);
        assertEquals(common - changed, keys.path("equal").asInt(), what);
        JsonNode edits = value(view, "edits");
        assertEquals(changed, edits.path("changed").asInt(), what);
        assertEquals(from.total(), edits.path("total_from").asLong(), what);
        assertEquals(to.total(), edits.path("total_to").asLong(), what);
        assertEquals(from.added(), value(view, "added").path("total_from").asLong(), what);
        assertEquals(to.added(), value(view, "added").path("total_to").asLong(), what);
        JsonNode first = edits.path("largest_absolute").path(0);
        assertEquals(-largest, first.path("change").asLong(), what);
        String key = first.path("key").path("window_start").asString() + "|"
                + first.path("key").path("channel").asString();
        assertEquals(from.edits().get(key), first.path("from").asLong(), what);
        assertEquals(to.edits().get(key), first.path("to").asLong(), what);
        assertEquals("large", view.path("columns").path("only_in_to").path(0).asString(), what);
        verifyRows(diff, traffic, what);
        verifySessions(
                view(diff, "visits"), sessions(diff, traffic, 0, "c9", 2), sessions(diff, traffic, 10, "c3", 2), what);
        verifySessions(
                view(diff, "longer_visits"),
                sessions(diff, traffic, 0, "", 2),
                sessions(diff, traffic, 0, "", 4),
                what);
        assertTrue(DiffText.lines(diff).contains("by_channel"), what);
    }

    private static Map<String, List<Long>> sessions(
            JsonNode diff, DiffTraffic traffic, int least, String without, int gap) {
        return traffic.sessions(
                diff.path("fence"),
                event -> event.added() >= least && !event.channel().equals(without),
                gap * 1_000L);
    }

    private static void verifySessions(
            JsonNode view, Map<String, List<Long>> from, Map<String, List<Long>> to, String what) {
        Set<String> common = new HashSet<>(from.keySet());
        common.retainAll(to.keySet());
        long equal = common.stream()
                .filter(key -> Objects.equals(from.get(key), to.get(key)))
                .count();
        JsonNode keys = view.path("keys");
        assertEquals(from.size() - common.size(), keys.path("only_in_from").asInt(), what);
        assertEquals(to.size() - common.size(), keys.path("only_in_to").asInt(), what);
        assertEquals(common.size() - equal, keys.path("changed").asInt(), what);
        assertEquals(equal, keys.path("equal").asInt(), what);
        assertTrue(common.size() > 10, what);
        List<String> names = List.of("window_end", "edits", "added");
        for (int i = 0; i < names.size(); i++) {
            int position = i;
            long changed = common.stream()
                    .filter(key -> !part(from, key, position).equals(part(to, key, position)))
                    .count();
            assertEquals(changed, value(view, names.get(i)).path("changed").asLong(), names.get(i) + " of " + what);
        }
        assertEquals(
                to.values().stream().mapToLong(session -> session.get(2)).sum(),
                value(view, "added").path("total_to").asLong(),
                what);
    }

    private static Long part(Map<String, List<Long>> sessions, String key, int position) {
        return sessions.getOrDefault(key, List.of()).get(position);
    }

    private static void verifyRows(JsonNode diff, DiffTraffic traffic, String what) {
        long from =
                traffic.below(diff.path("fence"), event -> event.added() > 5).total();
        long to =
                traffic.below(diff.path("fence"), event -> event.added() >= 10).total();
        JsonNode keys = view(diff, "big").path("keys");
        assertEquals(from - to, keys.path("only_in_from").asLong(), what);
        assertEquals(0, keys.path("only_in_to").asLong(), what);
        assertEquals(to, keys.path("equal").asLong(), what);
        assertEquals(to, view(diff, "names").path("keys").path("equal").asLong(), what);
        assertEquals(
                traffic.dead(diff.path("fence")), diff.path("from").path("dead").asLong(), what);
        assertEquals(
                traffic.dead(diff.path("fence")), diff.path("to").path("dead").asLong(), what);
    }

    private static void verifySame(JsonNode diff, DiffTraffic traffic) {
        DiffTraffic.Expected all = traffic.below(
                diff.path("fence"),
                event -> event.added() >= 0 && !event.channel().equals("c9"));
        String what = diff.toString();
        JsonNode keys = view(diff, "by_channel").path("keys");
        assertEquals(all.edits().size(), keys.path("equal").asInt(), what);
        Map<String, List<Long>> visits = sessions(diff, traffic, 0, "c9", 2);
        assertEquals(
                visits.size(), view(diff, "visits").path("keys").path("equal").asInt(), what);
        for (String name : List.of("by_channel", "big", "visits", "longer_visits")) {
            JsonNode view = view(diff, name);
            assertEquals(0, view.path("keys").path("only_in_from").asInt(), what);
            assertEquals(0, view.path("keys").path("only_in_to").asInt(), what);
            assertEquals(0, view.path("keys").path("changed").asInt(), what);
        }
        assertEquals(
                all.total(),
                value(view(diff, "by_channel"), "edits").path("total_to").asLong(),
                what);
    }

    /** Nearly all keys of another condition differ, and none of the same one. */
    private static void assertGates(AdminClient admin, Http http, Stack stack) {
        String limits =
                "\"diff\":{\"views\":{\"by_channel\":{\"max_changed_keys\":\"1%\"},\"big\":{\"max_changed_keys\":\"0%\"},"
                        + "\"visits\":{\"max_changed_keys\":\"0%\",\"measures\":{\"window_end\":\"0%\"}}}}";
        assertEquals("failed", gate(gated(admin, http, stack, "PT26H", "added >= 10", limits), "diff"));
        String more = limits + ",\"dead_letters\":{},\"assert\":[\"SELECT min(added) > 5 FROM big\"]";
        JsonNode passed = gated(admin, http, stack, "PT27H", "added >= 0", more);
        assertEquals(
                List.of("passed", "passed", "passed", "passed", "passed"),
                passed.path("progress")
                        .path("gates")
                        .valueStream()
                        .map(gate -> gate.path("result").asString())
                        .toList(),
                passed.toString());
    }

    /** Builds a version and leaves it ready; returns its replay. */
    private static JsonNode gated(
            AdminClient admin, Http http, Stack stack, String retention, String condition, String gates) {
        int version = admin.register(PIPELINE, manifest(retention, condition, "c9", "", 2))
                .path("version")
                .asInt();
        URI replays = stack.adminUrl().resolve("/v1/pipelines/" + PIPELINE + "/replays");
        Map<?, ?> limits = JsonMapper.builder().build().readValue("{" + gates + "}", Map.class);
        String id = http.post(replays, Map.of("version", version, "gates", limits), Map.of())
                .path("id")
                .asString();
        assertTrue(new Replays(admin)
                .follow(PIPELINE, id, false, new Replays.Listener() {})
                .isReady());
        return http.get(URI.create(replays + "/" + id));
    }

    private static String gate(JsonNode replay, String name) {
        return named(replay.path("progress").path("gates"), "gate", name)
                .path("result")
                .asString();
    }

    private static void assertRefusals(AdminClient admin) {
        assertEquals("invalid_request", refused(admin, 1, 1, Optional.empty()));
        assertEquals("version_not_found", refused(admin, 1, 9, Optional.empty()));
        assertEquals("view_not_found", refused(admin, 1, 2, Optional.of("nothing")));
        assertFalse(
                admin.diff(PIPELINE, 2, 1, Optional.of("big"), 1).path("views").isEmpty());
    }

    private static String refused(AdminClient admin, int from, int to, Optional<String> view) {
        return assertThrows(ApiException.class, () -> admin.diff(PIPELINE, from, to, view, 3))
                .code();
    }

    private static JsonNode view(JsonNode diff, String name) {
        return named(diff.path("views"), "view", name);
    }

    private static JsonNode value(JsonNode view, String name) {
        return named(view.path("values"), "name", name);
    }

    private static JsonNode named(JsonNode nodes, String field, String name) {
        return nodes.valueStream()
                .filter(node -> node.path(field).asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + nodes));
    }
}
