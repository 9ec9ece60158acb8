package dev.switchback.embedded.chdb.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchback.embedded.chdb.host.Chdb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The server socket: answers {@code /ping} itself and gives everything else on {@code /} to {@link QueryHandler}. */
public final class Endpoint implements AutoCloseable {
    private static final byte[] OK = "Ok.\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServer server;
    private final ExecutorService threads;

    private Endpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens on a loopback port. Platform threads serve the requests: a call into the library would pin the few carriers of virtual ones.
     *
     * @throws IOException if the port is taken
     */
    public static Endpoint open(int port, Chdb chdb, Credentials credentials, InsertFiles files) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Clients keep connections in pools; one that is closed under them costs a failed request.
        System.setProperty("sun.net.httpserver.idleInterval", "86400");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("http-", 0).daemon().factory());
        QueryHandler queries = new QueryHandler(chdb, credentials, files);
        server.setExecutor(threads);
        server.createContext("/", exchange -> route(exchange, queries));
        server.start();
        return new Endpoint(server, threads);
    }

    private static void route(HttpExchange exchange, QueryHandler queries) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/ping", "/replicas_status" -> ok(exchange);
                case "/", "/query" -> queries.handle(exchange);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    static void ok(HttpExchange exchange) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : OK.length);
        if (!head) {
            exchange.getResponseBody().write(OK);
        }
    }

    /** Takes no more requests and waits a moment for those that run. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdown();
    }
}
