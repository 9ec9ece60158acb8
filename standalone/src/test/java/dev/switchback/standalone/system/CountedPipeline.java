package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ApiException;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;

/** A pipeline into whose topic events flow while things happen, and a plain count of them (promise P2). */
final class CountedPipeline implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long BEGIN = 1_442_016_000_000L;
    /** Events that flow in a second. */
    static final int PER_SECOND = 400;

    /** Events in so many steps of 10 ms, less than the gap of a session. */
    private static final int BURST = 190;

    private record Session(long events, long added) {
        Session plus(Session other) {
            return new Session(events + other.events, added + other.added);
        }
    }

    final String name = TestEngines.uniqueName("counted");
    private final Map<String, Long> sums = new ConcurrentHashMap<>();
    /** By channel and burst: events of one channel are close within a burst, and far from those of the next. */
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger partitions;
    private final TopicLoader loader;
    private final Random random = new Random(7);
    private volatile boolean over;
    private Thread writer = Thread.ofVirtual().unstarted(() -> {});

    /** Makes the topic, with some events in it. */
    CountedPipeline(KafkaAddress kafka, int partitions, int events) {
        this.partitions = new AtomicInteger(partitions);
        TopicLoader.ensureTopic(kafka, name, partitions);
        loader = new TopicLoader(kafka, name);
        for (int i = 0; i < events; i++) {
            send();
        }
        loader.flush();
    }

    /** From now on events flow all the time; what a slow moment has held up follows at once. */
    void flow() {
        over = false;
        long first = sent();
        long start = System.nanoTime();
        writer = Thread.ofPlatform().daemon().name("events of " + name).start(() -> {
            while (!over) {
                long due = first + (System.nanoTime() - start) * PER_SECOND / 1_000_000_000;
                while (sent() < due) {
                    send();
                }
                LockSupport.parkNanos(50_000_000);
            }
        });
    }

    /** No more events come; all that were sent are in the log. */
    void stop() throws InterruptedException {
        over = true;
        writer.join();
        loader.flush();
    }

    /** From now on events go to so many partitions. */
    void partitions(int number) {
        partitions.set(number);
    }

    private void send() {
        long number = sent.getAndIncrement();
        String channel = "c" + random.nextInt(5);
        int added = random.nextInt(1_000);
        sums.merge(channel, (long) added, Long::sum);
        sessions.merge(channel + " " + number / BURST, new Session(1, added), Session::plus);
        String event = "{\"time\":" + (BEGIN + number * 10 + number / BURST * 10_000) + ",\"channel\":\"" + channel
                + "\",\"added\":" + added + "}";
        loader.send(
                new ProducerRecord<>(
                        name, random.nextInt(partitions.get()), null, event.getBytes(StandardCharsets.UTF_8)),
                offset -> {});
    }

    long sent() {
        return sent.get();
    }

    /** @param sessions whether it has a view of sessions too */
    String manifest(int version, boolean sessions) {
        String visits = """
              visits:
                sql: |
                  SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(added) AS added
                  FROM TABLE(SESSION(TABLE NAME PARTITION BY channel, DESCRIPTOR(time), INTERVAL '2' SECOND))
                  GROUP BY window_start, window_end, channel
            """;
        return """
            pipeline: NAME
            source:
              topic: NAME
              event_time: time
              out_of_orderness: P1D
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                added: BIGINT
            views:
              edits:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS added, MAX(added) AS mostVERSION
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  GROUP BY window_start, channel
                live: {retention: PT2H}
            """.concat(sessions ? visits : "")
                .replace("VERSION", String.valueOf(version))
                .replace("NAME", name);
    }

    /** Waits until a version's ledger has all events, the history store exactly those, and each channel's sum is right. */
    void awaitExact(AdminClient admin, int version, Function<String, JsonNode> query) {
        until(
                "version " + version + " to hold " + sent() + " events, exactly",
                () -> {
                    JsonNode status = version(admin, version);
                    return status.at("/counts/kept").asLong() == sent()
                            && status.at("/lag/events").asLong(-1) == 0
                            && status.at("/counts/audit/result").asString().equals("exact");
                },
                () -> version(admin, version).toString());
        JsonNode rows = query.apply("/v1/" + name + "/edits?step=all&group_by=channel&limit=100&version=" + version)
                .path("rows");
        Map<String, Long> found = new TreeMap<>();
        rows.forEach(row ->
                found.put(row.path("channel").asString(), row.path("added").asLong()));
        assertEquals(new TreeMap<>(sums), found);
    }

    /** Waits until the view of sessions has exactly the sessions that were sent. */
    void assertSessions(Function<String, JsonNode> query) {
        List<String> expected = sessions.entrySet().stream()
                .map(each -> each.getKey().split(" ", 2)[0] + " "
                        + each.getValue().events() + " " + each.getValue().added())
                .sorted()
                .toList();
        List<String> found = new ArrayList<>();
        query.apply("/v1/" + name + "/visits?limit=100000")
                .path("rows")
                .forEach(row -> found.add(row.path("channel").asString()
                        + " " + row.path("edits").asLong() + " "
                        + row.path("added").asLong()));
        assertEquals(expected, found.stream().sorted().toList());
    }

    /** What the controller says of a version; empty while it cannot answer. */
    JsonNode version(AdminClient admin, int version) {
        return admin.pipeline(name).path("versions").path(version - 1);
    }

    static void until(String what, BooleanSupplier condition, Supplier<String> otherwise) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + LIMIT + " for " + what + ": " + otherwise.get());
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "");
    }

    /** A service that is cut off has no answer; it is asked again. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (ApiException | UserException notNow) {
            return false;
        }
    }

    @Override
    public void close() {
        over = true;
        loader.close();
    }
}
