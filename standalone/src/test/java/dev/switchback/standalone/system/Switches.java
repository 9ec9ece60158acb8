package dev.switchback.standalone.system;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ApiException;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.Replays;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Orders switches and rollbacks in turn, and asks the servers how long each made them hold queries. */
final class Switches {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Given up cleanly, or not to be given at this moment: the order may be given again. */
    private static final Set<String> AGAIN =
            Set.of("switch_given_up", "version_not_ready", "operation_running", "store_unavailable", "not_leading");

    private final Http http;
    private URI address;
    private AdminClient admin;
    private final SwitchedPipeline pipeline;
    private final List<ChildQueryServer> servers;
    private final HttpClient plain = HttpClient.newHttpClient();
    private final Map<Long, Integer> versionOfEpoch = new HashMap<>();
    private final List<Double> holds = new ArrayList<>();
    private long epoch;
    private int triesMore;

    Switches(Http http, URI address, SwitchedPipeline pipeline, List<ChildQueryServer> servers) {
        this.http = http;
        this.address = address;
        this.admin = new AdminClient(http, address);
        this.pipeline = pipeline;
        this.servers = servers;
    }

    /** Orders go to this controller from now on. */
    void through(URI controller) {
        this.address = controller;
        this.admin = new AdminClient(http, controller);
    }

    /** Called for a version that is registered and not built yet. */
    @FunctionalInterface
    interface Registered {
        void version(int number) throws IOException, InterruptedException;
    }

    /** Builds both versions; the second one is active then, in epoch 2. */
    void build() throws IOException, InterruptedException {
        build(_ -> {});
    }

    /** The same, with something to be done before each is built. */
    void build(Registered registered) throws IOException, InterruptedException {
        for (int version = 1; version <= 2; version++) {
            admin.register(pipeline.name, pipeline.manifest(version));
            registered.version(version);
            JsonNode replay = http.post(
                    address.resolve("/v1/pipelines/" + pipeline.name + "/replays"),
                    Map.of("version", version, "switch", "auto", "catch_up", Map.of("hold", "PT0.1S")),
                    Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            new Replays(admin).follow(pipeline.name, replay.path("id").asString(), true, new Replays.Listener() {});
            epoch++;
            versionOfEpoch.put(epoch, version);
        }
    }

    Map<Long, Integer> versionOfEpoch() {
        return versionOfEpoch;
    }

    /** Makes the next switch, or rollback, and says how long it took. */
    ReadHistory.Span next() throws IOException, InterruptedException {
        Map<ChildQueryServer, ChildQueryServer.Holds> before = holds();
        long start = System.nanoTime();
        int target = versionOfEpoch.getOrDefault(epoch, 0) == 1 ? 2 : 1;
        // Known before the order: a client may see the new epoch before its answer is here.
        versionOfEpoch.put(epoch + 1, target);
        move(target);
        long end = System.nanoTime();
        epoch++;
        holds.add(longest(before));
        return new ReadHistory.Span(start, end);
    }

    private void move(int target) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (triesMore > 0 && admin.pipeline(pipeline.name).path("epoch").asLong() == epoch + 1) {
                    // An order whose answer was lost.
                    return;
                }
                JsonNode moved = epoch % 2 == 0
                        ? admin.rollback(pipeline.name)
                        : admin.switchTo(pipeline.name, target, epoch, Map.of());
                if (moved.path("epoch").asLong() != epoch + 1
                        || moved.path("version").asInt() != target) {
                    throw new AssertionError("version " + target + " was ordered in epoch " + epoch + ": " + moved);
                }
                return;
            } catch (ApiException e) {
                if (!AGAIN.contains(e.code()) || System.nanoTime() > deadline) {
                    throw e;
                }
                triesMore++;
                LockSupport.parkNanos(50_000_000);
            } catch (UserException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                triesMore++;
            }
        }
    }

    private Map<ChildQueryServer, ChildQueryServer.Holds> holds() throws IOException, InterruptedException {
        Map<ChildQueryServer, ChildQueryServer.Holds> all = new HashMap<>();
        for (ChildQueryServer server : servers) {
            if (server.well()) {
                all.put(server, server.holds(plain));
            }
        }
        return all;
    }

    /**
     * The longest hold among the servers, in milliseconds. Each lets its queries go soon after the switch; one whose lease had run out did
     * not hold any, and is not waited for long.
     */
    private double longest(Map<ChildQueryServer, ChildQueryServer.Holds> before)
            throws IOException, InterruptedException {
        double longest = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        for (Map.Entry<ChildQueryServer, ChildQueryServer.Holds> each : before.entrySet()) {
            ChildQueryServer.Holds after = each.getKey().holds(plain);
            while (after.count() == each.getValue().count() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
                after = each.getKey().holds(plain);
            }
            longest = Math.max(longest, (after.seconds() - each.getValue().seconds()) * 1_000);
        }
        return longest;
    }

    /** For people to read. */
    String summary() {
        double[] sorted =
                holds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%d switches and rollbacks, %d orders repeated; queries held for %.1f ms at the median, %.1f ms at most",
                sorted.length,
                triesMore,
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }
}
