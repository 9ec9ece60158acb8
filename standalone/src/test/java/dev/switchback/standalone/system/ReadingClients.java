package dev.switchback.standalone.system;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that ask all servers over HTTP without a pause, and write down what they get. Nothing is tried again. */
final class ReadingClients implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int EXAMPLES = 5;

    private final List<ChildQueryServer> servers;
    private final SwitchedPipeline pipeline;
    private final ReadHistory history = new ReadHistory();
    private final HttpClient http;
    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    /** One client at a time waits for a server that is not well: the others would all end up there. */
    private final Semaphore patient = new Semaphore(1);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    ReadingClients(HttpClient http, List<ChildQueryServer> servers, SwitchedPipeline pipeline, int clients) {
        this.http = http;
        this.servers = servers;
        this.pipeline = pipeline;
        for (int i = 0; i < clients; i++) {
            Random random = new Random(i);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (!over) {
                        next(random);
                    }
                } catch (RuntimeException e) {
                    faults.add("a client failed: " + e);
                }
            }));
        }
    }

    ReadHistory history() {
        return history;
    }

    /** Failed queries, and rows that no version has; a few of them. */
    List<String> faults() {
        return faults.stream().limit(EXAMPLES).toList();
    }

    /** Waits until so many more answers were given. */
    void awaitReads(long more) {
        long wanted = asked.get() + more;
        long deadline = System.nanoTime() + TIMEOUT.toNanos() * 2;
        while (asked.get() < wanted) {
            if (System.nanoTime() > deadline || !faults.isEmpty()) {
                throw new AssertionError("the servers give no answers, or bad ones: " + faults());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void next(Random random) {
        ChildQueryServer server = servers.get(random.nextInt(servers.size()));
        if (server.well()) {
            ask(server, random);
        } else if (patient.tryAcquire()) {
            try {
                ask(server, random);
            } finally {
                patient.release();
            }
        } else {
            // Where no server is well, all clients end up here; they must leave the processors to those that mend it.
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void ask(ChildQueryServer server, Random random) {
        SwitchedPipeline.Question question = pipeline.question(random);
        long troubles = server.troubles();
        long floor = newest.get();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(question.path()))
                .timeout(TIMEOUT);
        if (random.nextInt(8) == 0) {
            request.header("Switchback-Min-Epoch", Long.toString(floor));
        }
        boolean well = server.well();
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            long end = System.nanoTime();
            boolean undisturbed = well && server.troubles() == troubles;
            if (answer.statusCode() == 200) {
                note(question, floor, json.readTree(answer.body()), start, end, undisturbed);
            } else if (undisturbed) {
                faults.add("status " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
        } catch (IOException | JacksonException e) {
            if (well && server.troubles() == troubles) {
                faults.add("a server with which nothing was wrong did not answer: " + e);
            }
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
        }
    }

    private void note(
            SwitchedPipeline.Question question, long floor, JsonNode body, long start, long end, boolean undisturbed) {
        long epoch = body.path("epoch").asLong(-1);
        int version = body.path("version").asInt(-1);
        if (epoch < floor) {
            faults.add("epoch " + epoch + " after " + floor);
        }
        if (!question.fits(version, body.path("rows"))) {
            faults.add("rows that version " + version + " cannot have: " + question.path() + " " + body);
        }
        newest.accumulateAndGet(epoch, Math::max);
        history.add(new ReadHistory.Read(start, end, epoch, version, undisturbed));
        asked.incrementAndGet();
    }

    /** Lets every client end its last query. */
    void finish() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
