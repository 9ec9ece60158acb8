package dev.switchback.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Clients that ask the query servers in turn, at a fixed pace, until they are closed; a judge sees every answer. */
public final class QueryLoad implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<URI> servers;
    private final List<Question> questions;
    private final AnswerJudge judge;
    private final long nanosBetween;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final long started = System.nanoTime();
    private volatile boolean closing;

    private QueryLoad(List<URI> servers, List<Question> questions, AnswerJudge judge, int clients, int perSecond) {
        this.servers = List.copyOf(servers);
        this.questions = List.copyOf(questions);
        this.judge = judge;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(clients) / perSecond;
    }

    /**
     * Starts the clients.
     *
     * @param clients how many ask side by side
     * @param perSecond queries a second, all clients together
     */
    public static QueryLoad start(
            List<URI> servers, List<Question> questions, AnswerJudge judge, int clients, int perSecond) {
        QueryLoad load = new QueryLoad(servers, questions, judge, clients, perSecond);
        for (int i = 0; i < clients; i++) {
            int client = i;
            load.clients.add(load.threads.submit(() -> load.run(client)));
        }
        return load;
    }

    private void run(int client) {
        // Clients start spread over one interval, and each asks another question of another server every time.
        long next = started + client * nanosBetween / clients();
        for (int turn = client; !closing; turn++) {
            LockSupport.parkNanos(next - System.nanoTime());
            ask(servers.get(turn % servers.size()), questions.get((turn / servers.size()) % questions.size()));
            // A client that fell behind goes on from now: this is a pace, not a debt.
            next = Math.max(next + nanosBetween, System.nanoTime() - nanosBetween);
        }
    }

    private int clients() {
        return Math.max(1, clients.size());
    }

    private void ask(URI server, Question question) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/v1/" + question.path()))
                .timeout(TIMEOUT)
                .build();
        long floor = judge.floor();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                judge.answered(question, floor, json.readTree(response.body()));
            } else {
                judge.failed(question, "status " + response.statusCode());
            }
        } catch (IOException | JacksonException e) {
            judge.failed(question, String.valueOf(e));
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Lets every client finish its last query. */
    @Override
    public void close() {
        closing = true;
        threads.close();
        http.close();
    }
}
