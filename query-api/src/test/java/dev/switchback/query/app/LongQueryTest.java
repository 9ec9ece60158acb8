package dev.switchback.query.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.postgres.PostgresDrains;
import dev.switchback.views.reader.Drains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Queries that run, for as long as the test wants, over a version that is retired meanwhile. */
class LongQueryTest {
    private static final long START = Instant.parse("2015-09-12T13:00:00Z").toEpochMilli();

    @Test
    @DisplayName("P9: queries over a version that is retired end right, pinned or not, and the tables go after them")
    void tablesGoAfterTheQueries() throws Exception {
        try (Gate gate = new Gate(2);
                TestPipeline pipeline = new TestPipeline()) {
            Api api = new Api(pipeline.server());
            VersionId first = written(pipeline, "", 10);
            VersionId second = written(pipeline, "# second\n", 20);
            gate.guard(pipeline, first);
            pipeline.switchTo(first);
            String path = "/v1/" + pipeline.name + "/edits?step=all&group_by=";
            // Different ones: they would share one run otherwise.
            List<CompletableFuture<Api.Reply>> queries = Stream.of(path, path + "&measures=edits&version=1")
                    .map(one -> CompletableFuture.supplyAsync(() -> api.get(one), Thread::startVirtualThread))
                    .toList();
            assertTrue(gate.reached.await(60, TimeUnit.SECONDS), "the queries have not begun to read");
            pipeline.switchTo(second);

            Drains drains = new PostgresDrains(pipeline.pool);
            assertTrue(pipeline.catalog.moveSlot(first, Slot.STANDBY, Slot.RETIRED));
            drains.begin(first);
            await("new queries to be refused", () -> {
                Api.Reply reply = api.ask("/v1/" + pipeline.name + "/totals", "version", "1");
                return reply.status() == 404 && reply.code().equals("unknown_version");
            });
            await(
                    "the server to say what it runs",
                    () -> drains.of(pipeline.name).stream()
                            .flatMap(draining -> draining.awaited().stream())
                            .anyMatch(awaited -> awaited.queries() == 2));
            queries.forEach(query -> assertFalse(query.isDone()));
            assertEquals(1, drains.awaited(first).size());

            gate.open();
            for (CompletableFuture<Api.Reply> query : queries) {
                Api.Reply reply = query.get(60, TimeUnit.SECONDS);
                assertEquals(10, reply.rows().get(0).get("edits").asInt(), "the answer of the retired version");
                assertEquals(1, reply.json().get("version").asInt());
            }
            await("the server to let go", () -> drains.awaited(first).isEmpty());
            new ClickHouseHistoryStore(pipeline.clickHouse).drop(first, pipeline.plan());
            drains.end(first);
            assertEquals(20, api.get(path).rows().get(0).get("edits").asInt());
        }
    }

    @Test
    @DisplayName("P9: a mirrored read of a shadow that is removed ends first")
    void tablesGoAfterMirroredReads() throws Exception {
        try (Gate gate = new Gate(1);
                TestPipeline pipeline = new TestPipeline()) {
            Api api = new Api(pipeline.server());
            VersionId active = written(pipeline, "", 10);
            VersionId shadow = written(pipeline, "# shadow\n", 20);
            gate.guard(pipeline, shadow);
            pipeline.switchTo(active);
            pipeline.update("INSERT INTO mirror (pipeline, version, share) VALUES ('" + pipeline.name + "', "
                    + shadow.number() + ", 1)");
            String path = "/v1/" + pipeline.name + "/edits?step=all&group_by=";
            await("a mirrored read to begin", () -> {
                assertEquals(10, api.get(path).rows().get(0).get("edits").asInt());
                return gate.reached.getCount() == 0;
            });

            Drains drains = new PostgresDrains(pipeline.pool);
            drains.begin(shadow);
            assertTrue(pipeline.catalog.moveSlot(shadow, Slot.SHADOW, Slot.REGISTERED));
            await(
                    "the server to say what it runs",
                    () -> drains.of(pipeline.name).stream()
                            .flatMap(draining -> draining.awaited().stream())
                            .anyMatch(awaited -> awaited.queries() > 0));
            assertEquals(1, drains.awaited(shadow).size());

            gate.open();
            await("the server to let go", () -> drains.awaited(shadow).isEmpty());
            assertEquals(10, api.get(path).rows().get(0).get("edits").asInt());
        }
    }

    private static void await(String description, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 60 s for " + description);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static VersionId written(TestPipeline pipeline, String comment, int size) {
        VersionId version = pipeline.version(comment);
        List<Event> events = IntStream.range(0, size)
                .mapToObj(i -> new Event(START + i, "#en", false, "user", 1L, BigDecimal.ONE))
                .toList();
        new WrittenHistory(pipeline, version).write(events, new Random(1));
        return version;
    }

    /** Stands in a table's way: ClickHouse asks this server before it gives rows, and waits for the answer. */
    private static final class Gate implements AutoCloseable {
        final CountDownLatch reached;
        private final CountDownLatch opened = new CountDownLatch(1);
        private final HttpServer server;

        /** @param queries that are to reach it */
        Gate(int queries) throws IOException {
            assumeTrue(TestEngines.reachThisMachine(), "-Dswitchback.containers.network=host is needed");
            reached = new CountDownLatch(queries);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        exchange.sendResponseHeaders(200, -1);
                        return;
                    }
                    reached.countDown();
                    awaitOpening();
                    byte[] row = "1\n".getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, row.length);
                    exchange.getResponseBody().write(row);
                }
            });
            server.start();
        }

        private void awaitOpening() {
            try {
                var _ = opened.await(25, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException(e));
            }
        }

        /** Replaces the table of the view {@code edits} by a view of the same rows behind this gate. */
        void guard(TestPipeline pipeline, VersionId version) {
            String table = HistoryNames.table(version, "edits");
            String behind = HistoryNames.database(version.pipeline()) + ".behind_the_gate";
            pipeline.run("RENAME TABLE " + table + " TO " + behind);
            pipeline.run("CREATE VIEW " + table + " AS SELECT * FROM " + behind
                    + " WHERE 1 IN (SELECT open FROM url('http://127.0.0.1:"
                    + server.getAddress().getPort() + "/', 'TSV', 'open UInt8'))");
        }

        void open() {
            opened.countDown();
        }

        @Override
        public void close() {
            open();
            server.stop(0);
        }
    }
}
