package dev.switchback.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server of one thread: what stops one answer stops all. */
final class OpenLoopTest {
    private static final byte[] BODY = "answer".getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private volatile int stallAt = -1;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (asked.incrementAndGet() == stallAt) {
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
                while (System.nanoTime() < until) {
                    LockSupport.parkNanos(until - System.nanoTime());
                }
            }
            exchange.sendResponseHeaders(status, BODY.length);
            exchange.getResponseBody().write(BODY);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private OpenLoop loop(double perSecond) {
        return new OpenLoop(url(), new QueryKind("live", perSecond, 3, "/live?channel=$KEY"), threads);
    }

    @Test
    void aStallCountsForAllThatWereDueMeanwhile() {
        stallAt = 100;

        Recorder.Figures figures = loop(200).run(Duration.ZERO, Duration.ofSeconds(2));

        assertEquals(400, figures.queries(), "every question that was due was asked");
        assertEquals(0, figures.failed());
        // A generator that waits for answers would see one slow answer of 400, or one per connection: 16.
        assertTrue(figures.median() > 5, "half of all were due in the second or soon after: " + figures);
        assertTrue(figures.p99() > 900, "the first of them waited for all of it: " + figures);
    }

    @Test
    void theWarmUpDoesNotCount() {
        Recorder.Figures figures = loop(100).run(Duration.ofMillis(500), Duration.ofMillis(500));

        assertEquals(50, figures.queries());
        assertEquals(100, asked.get());
    }

    @Test
    void otherStatusesAreFailures() {
        status = 503;

        assertEquals(50, loop(100).run(Duration.ZERO, Duration.ofMillis(500)).failed());
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        OpenLoop loop = loop(100);
        server.stop(0);

        assertThrows(UserException.class, () -> loop.run(Duration.ZERO, Duration.ofMillis(100)));
    }
}
