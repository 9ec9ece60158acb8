package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A controller as the tests of clusters ask it. */
record Cluster(Http http, URI address, String pipeline) {
    /** Processors report each second; whoever has not for so long is gone. */
    private static final Duration SILENT = Duration.ofSeconds(4);

    AdminClient admin() {
        return new AdminClient(http, address);
    }

    URI uri(String rest) {
        return address.resolve("/v1/pipelines/" + pipeline + rest);
    }

    /** Registers a version and begins to build it; returns the replay's id. */
    String replay(int version, String manifest, Map<String, ?> asked) {
        http.post(uri("/versions"), "application/yaml", manifest);
        Map<String, Object> body = new HashMap<>(asked);
        body.put("version", version);
        body.putIfAbsent("switch", "auto");
        body.putIfAbsent("catch_up", Map.of("hold", "PT0.2S"));
        return http.post(uri("/replays"), body, Map.of()).path("id").asString();
    }

    JsonNode replay(String id) {
        return http.get(uri("/replays/" + id));
    }

    String state(String id) {
        JsonNode now = replay(id);
        String state = now.path("state").asString();
        assertNotEquals("failed", state, now.toString());
        return state;
    }

    void awaitState(String id, String state) {
        CountedPipeline.until(
                "the replay to be " + state,
                () -> state(id).equals(state),
                () -> replay(id).toString());
    }

    JsonNode version(int number) {
        return http.get(uri("")).path("versions").path(number - 1);
    }

    /** The partitions of each instance that has reported just now. */
    Map<String, Set<Integer>> shares(int version) {
        Map<String, Set<Integer>> shares = new HashMap<>();
        for (JsonNode one : version(version).path("processors")) {
            boolean alive =
                    Duration.parse(one.path("report_age").asString("PT1H")).compareTo(SILENT) < 0
                            && !Set.of("stopped", "failed")
                                    .contains(one.path("state").asString());
            if (alive) {
                Set<Integer> partitions = new HashSet<>();
                one.path("partitions").forEach(partition -> partitions.add(partition.asInt()));
                shares.put(one.path("instance").asString(), partitions);
            }
        }
        return shares;
    }

    /** Waits until so many instances share so many partitions, each having one at least and none belonging to two. */
    void awaitShares(int version, int instances, int partitions) {
        CountedPipeline.until(
                instances + " instances to share " + partitions + " partitions",
                () -> {
                    List<Set<Integer>> shares = List.copyOf(shares(version).values());
                    Set<Integer> all = new HashSet<>();
                    shares.forEach(all::addAll);
                    return shares.size() == instances
                            && shares.stream().noneMatch(Set::isEmpty)
                            && all.size() == partitions
                            && shares.stream().mapToInt(Set::size).sum() == partitions;
                },
                () -> version(version).path("processors").toString());
    }
}
