package dev.switchback.query.app;

import java.util.concurrent.CountDownLatch;

/** Runs one query server as a process of its own; its settings come from the environment. */
public final class QueryApiMain {
    private QueryApiMain() {}

    public static void main(String[] args) throws InterruptedException {
        QueryServer server;
        QueryServerSettings settings;
        try {
            settings = QueryServerSettings.from(System.getenv());
            server = QueryServer.start(settings);
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("query-api: " + e.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            stopped.countDown();
        }));
        System.out.println("query API: http://" + settings.host() + ":" + server.port());
        stopped.await();
    }
}
