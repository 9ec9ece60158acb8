package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.run.ProcessorState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that goes away and comes back. */
class OutageTest {
    enum Store {
        POSTGRES,
        CLICKHOUSE,
        REDIS
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    @DisplayName(
            "P2: an outage of a store is waited out, said on the way, and changes no total; closing does not wait for it")
    void outage(Store store) {
        List<GeneratedEvent> events = GeneratedEvent.generate(store.name().hashCode(), 3_000, 2);
        URI direct = switch (store) {
            case POSTGRES -> Stores.ADDRESSES.postgres();
            case CLICKHOUSE -> Stores.ADDRESSES.clickHouse();
            case REDIS -> Stores.ADDRESSES.redis();
        };
        try (TestPipeline pipeline = TestPipeline.create("outage", 2, 1, TestPipeline.MANIFEST);
                BreakableLink link = new BreakableLink(direct)) {
            EngineAddresses engines = new EngineAddresses(
                    Stores.ADDRESSES.kafka(),
                    store == Store.POSTGRES ? link.address() : Stores.ADDRESSES.postgres(),
                    store == Store.CLICKHOUSE ? link.address() : Stores.ADDRESSES.clickHouse(),
                    store == Store.REDIS ? link.address() : Stores.ADDRESSES.redis());
            pipeline.send(events.subList(0, 1_000));
            long closing;
            try (VersionProcessor processor = pipeline.start("a", engines)) {
                Waiting.until(() -> pipeline.counts().offsets() > 0, () -> "a start: " + processor.problem());
                link.cut();
                pipeline.send(events.subList(1_000, 2_000));
                awaitWaiting(processor);
                assertNotEquals("", processor.problem());
                link.mend();
                pipeline.awaitCaughtUp(processor);
                link.cut();
                pipeline.send(events.subList(2_000, 3_000));
                awaitWaiting(processor);
                closing = System.nanoTime();
            }
            assertTrue(System.nanoTime() - closing < Duration.ofSeconds(60).toNanos(), "closing took too long");
            try (VersionProcessor processor = pipeline.start("b")) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName("P2: stores that answer slowly change no total")
    void slowStores() {
        List<GeneratedEvent> events = GeneratedEvent.generate(83, 1_500, 2);
        try (TestPipeline pipeline = TestPipeline.create("slow", 2, 2, TestPipeline.MANIFEST);
                BreakableLink postgres = new BreakableLink(Stores.ADDRESSES.postgres());
                BreakableLink clickHouse = new BreakableLink(Stores.ADDRESSES.clickHouse());
                BreakableLink redis = new BreakableLink(Stores.ADDRESSES.redis())) {
            List.of(postgres, clickHouse, redis).forEach(link -> link.delay(Duration.ofMillis(4)));
            pipeline.send(events);
            EngineAddresses engines = new EngineAddresses(
                    Stores.ADDRESSES.kafka(), postgres.address(), clickHouse.address(), redis.address());
            try (VersionProcessor processor = pipeline.start("a", engines)) {
                pipeline.awaitCaughtUp(processor);
            }
            Expectations.verify(pipeline, events, 0);
        }
    }

    @Test
    @DisplayName(
            "P2: a Redis without memory and a ClickHouse without disk are waited for, with a reason, and lose nothing")
    void fullStores() throws IOException {
        List<GeneratedEvent> events = GeneratedEvent.generate(84, 1_500, 2);
        HttpServer full = fullClickHouse();
        try (TestPipeline pipeline = TestPipeline.create("full", 2, 2, TestPipeline.MANIFEST);
                BreakableLink clickHouse = new BreakableLink(Stores.ADDRESSES.clickHouse())) {
            EngineAddresses engines = new EngineAddresses(
                    Stores.ADDRESSES.kafka(),
                    Stores.ADDRESSES.postgres(),
                    clickHouse.address(),
                    Stores.ADDRESSES.redis());
            try (VersionProcessor processor = pipeline.start("a", engines)) {
                pipeline.send(events.subList(0, 500));
                pipeline.awaitCaughtUp(processor);
                Stores.REDIS.sync().configSet("maxmemory", "1");
                try {
                    pipeline.send(events.subList(500, 1_000));
                    awaitProblem(processor, "out of memory (maxmemory)");
                } finally {
                    Stores.REDIS.sync().configSet("maxmemory", "0");
                }
                pipeline.awaitCaughtUp(processor);

                clickHouse.lead(
                        URI.create("http://127.0.0.1:" + full.getAddress().getPort()));
                pipeline.send(events.subList(1_000, 1_500));
                awaitProblem(processor, "cannot write to its disk");
                clickHouse.lead(Stores.ADDRESSES.clickHouse());
                pipeline.awaitCaughtUp(processor);
                assertEquals(ProcessorState.RUNNING, processor.state());
            }
            Expectations.verify(pipeline, events, 0);
        } finally {
            full.stop(0);
        }
    }

    /** Answers as ClickHouse does when its disk is full. */
    private static HttpServer fullClickHouse() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-ClickHouse-Exception-Code", "243");
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void awaitProblem(VersionProcessor processor, String words) {
        Waiting.until(
                () -> processor.state() == ProcessorState.WAITING_FOR_STORE
                        && processor.problem().contains(words),
                () -> "a wait for " + words + ": " + processor.state() + " " + processor.problem());
    }

    private static void awaitWaiting(VersionProcessor processor) {
        Waiting.until(
                () -> processor.state() == ProcessorState.WAITING_FOR_STORE,
                () -> "the outage is told: " + processor.state());
    }
}
