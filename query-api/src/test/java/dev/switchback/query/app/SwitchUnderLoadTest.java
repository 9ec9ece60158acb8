package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.redis.RedisConnection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Several query servers while versions are switched back and forth. */
class SwitchUnderLoadTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();
    private static final int SERVERS = 3;
    private static final int CLIENTS = 6;
    private static final int SWITCHES = 20;

    private static final TestPipeline pipeline = new TestPipeline();

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    @DisplayName("P5: no query fails, mixes versions or goes back an epoch while three servers see twenty switches")
    void switchesAreAtomic() throws InterruptedException {
        VersionId[] versions = {version("", 100), version("# other\n", 200)};
        List<Api> servers = IntStream.range(0, SERVERS)
                .mapToObj(i -> new Api(pipeline.server()))
                .toList();
        assertEquals(
                "no_active_version",
                servers.getFirst().ask("/v1/" + pipeline.name + "/edits").code());
        pipeline.switchTo(versions[0]);
        Queue<Seen> history = new ConcurrentLinkedQueue<>();
        Semaphore answers = new Semaphore(0);
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    Random random = new Random(i);
                    while (!stop.get()) {
                        history.add(ask(servers.get(random.nextInt(SERVERS)), random));
                        answers.release();
                    }
                }))
                .toList();
        long epoch = 1;
        for (int i = 1; i <= SWITCHES; i++) {
            awaitAnswers(answers);
            epoch = pipeline.switchTo(versions[i % 2]);
        }
        awaitAnswers(answers);
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(SWITCHES + 1, epoch);
        check(history);
    }

    private static void awaitAnswers(Semaphore answers) throws InterruptedException {
        answers.drainPermits();
        assertTrue(answers.tryAcquire(60, 30, TimeUnit.SECONDS), "the servers have not given 60 answers in 30 s");
    }

    private static VersionId version(String comment, int size) {
        VersionId version = pipeline.version(comment);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            events.add(new Event(START + i * 100L, "#en", false, "user" + i, 1L, BigDecimal.ONE));
        }
        new WrittenHistory(pipeline, version).write(events, new Random(1));
        try (RedisConnection connection = pipeline.redis.connect()) {
            WrittenLive live = new WrittenLive(version, connection.sync(), TestPipeline.LIVE_SHARDS);
            live.times(events, START);
            live.edits((ViewPlan.Aggregate) pipeline.plan().views().getFirst(), events);
        }
        return version;
    }

    private static Seen ask(Api server, Random random) {
        String path = "/v1/" + pipeline.name + "/edits"
                + switch (random.nextInt(3)) {
                    case 0 -> "?step=all&group_by=";
                    case 1 -> "/live?channel=%23en&robot=false";
                    default -> "/top?by=edits&n=1";
                };
        long start = System.nanoTime();
        Api.Reply reply = server.get(path);
        long end = System.nanoTime();
        if (reply.status() != 200) {
            return new Seen(
                    start,
                    end,
                    -1,
                    -1,
                    -1,
                    reply.status() + " " + reply.response().body());
        }
        JsonNode json = reply.json();
        return new Seen(
                start,
                end,
                json.get("epoch").asLong(),
                json.get("version").asInt(),
                json.get("rows").get(0).get("edits").asLong(),
                "");
    }

    private static void check(Queue<Seen> history) {
        List<Seen> byStart = new ArrayList<>(history);
        byStart.sort(Comparator.comparingLong(Seen::start));
        List<Seen> byEnd = new ArrayList<>(history);
        byEnd.sort(Comparator.comparingLong(Seen::end));
        long newest = 0;
        int ended = 0;
        long longest = 0;
        for (Seen seen : byStart) {
            assertEquals("", seen.failure(), "a query failed");
            while (byEnd.get(ended).end() < seen.start()) {
                newest = Math.max(newest, byEnd.get(ended).epoch());
                ended++;
            }
            assertTrue(seen.epoch() >= newest, "epoch " + seen.epoch() + " was answered after " + newest);
            assertEquals(seen.epoch() % 2 == 1 ? 1 : 2, seen.version(), "version of epoch " + seen.epoch());
            assertEquals(seen.version() == 1 ? 100 : 200, seen.edits(), "rows of version " + seen.version());
            longest = Math.max(longest, seen.end() - seen.start());
        }
        assertTrue(longest < 5_000_000_000L, "a query waited " + longest / 1_000_000 + " ms");
        System.out.println(history.size() + " answers, the slowest took " + longest / 1_000_000 + " ms");
    }

    private record Seen(long start, long end, long epoch, int version, long edits, String failure) {}
}
