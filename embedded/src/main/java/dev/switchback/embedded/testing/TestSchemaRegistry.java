package dev.switchback.embedded.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small real schema registry on a port of its own: the part of the Confluent-compatible API that readers use, with the answers and error codes of the genuine one. It can be
 * stopped and started again, be slow, and answer with another status. Thread-safe.
 */
public final class TestSchemaRegistry implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("/schemas/ids/(\\d+)");
    private static final Pattern VERSION = Pattern.compile("/subjects/([^/]+)/versions/(\\d+|latest)");
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final Map<Integer, Entry> byId = new HashMap<>();
    private final Map<String, List<Entry>> bySubject = new HashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private @Nullable HttpServer server;
    private volatile Duration delay = Duration.ZERO;
    private volatile int failure;
    private volatile String authorization = "";

    /** A schema that another refers to, by the name that it has for it. */
    public record Reference(String name, String subject, int version) {}

    private record Entry(int id, String subject, int version, String type, String text, List<Reference> references) {}

    private TestSchemaRegistry(int port) {
        this.port = port;
    }

    /** A running registry without schemas. */
    public static TestSchemaRegistry start() {
        try {
            HttpServer probe = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
            TestSchemaRegistry registry =
                    new TestSchemaRegistry(probe.getAddress().getPort());
            registry.serve(probe);
            return registry;
        } catch (IOException e) {
            throw new IllegalStateException("no registry could be started", e);
        }
    }

    private synchronized void serve(HttpServer started) {
        server = started;
        started.setExecutor(executor);
        started.createContext("/", this::handle);
        started.start();
    }

    /** Ends it as a crash would; the schemas are kept. */
    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Starts it again, on the same port. */
    public void startAgain() {
        try {
            serve(HttpServer.create(new InetSocketAddress(HOST, port), 0));
        } catch (IOException e) {
            throw new IllegalStateException("the registry did not start again", e);
        }
    }

    public URI url() {
        return URI.create("http://" + HOST.getHostAddress() + ":" + port);
    }

    /**
     * Registers a schema as the next version of a subject.
     *
     * @param type {@code AVRO} or {@code PROTOBUF}
     * @return its id
     */
    public synchronized int register(String subject, String type, String text, Reference... references) {
        List<Entry> versions = bySubject.computeIfAbsent(subject, _ -> new ArrayList<>());
        int id = byId.size() + 1;
        Entry entry = new Entry(id, subject, versions.size() + 1, type, text, List.of(references));
        versions.add(entry);
        byId.put(id, entry);
        return id;
    }

    /** Waits so long before each answer. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Answers everything with a status, without the registry's body; 0: as it should. */
    public void fail(int status) {
        failure = status;
    }

    /** Refuses requests without this header; empty: everyone may ask. */
    public void requireAuthorization(String header) {
        authorization = header;
    }

    /** How many requests it has taken. */
    public int requests() {
        return requests.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            LockSupport.parkNanos(delay.toNanos());
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (failure != 0) {
                answer(exchange, failure, "out of order");
            } else if (!authorization.isEmpty() && !authorization.equals(given)) {
                answer(exchange, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
            } else {
                find(exchange, exchange.getRequestURI().getRawPath());
            }
        }
    }

    private void find(HttpExchange exchange, String path) throws IOException {
        Matcher id = ID.matcher(path);
        Matcher version = VERSION.matcher(path);
        if (id.matches()) {
            Entry entry = byId(Integer.parseInt(id.group(1)));
            answer(exchange, entry, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        } else if (version.matches()) {
            String subject = URLDecoder.decode(version.group(1), StandardCharsets.UTF_8);
            Entry entry = version(subject, version.group(2));
            answer(exchange, entry, "{\"error_code\":40401,\"message\":\"Subject '" + subject + "' not found.\"}");
        } else {
            answer(exchange, 404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
        }
    }

    private synchronized @Nullable Entry byId(int id) {
        return byId.get(id);
    }

    private synchronized @Nullable Entry version(String subject, String version) {
        List<Entry> versions = bySubject.getOrDefault(subject, List.of());
        int wanted = version.equals("latest") ? versions.size() : Integer.parseInt(version);
        return wanted >= 1 && wanted <= versions.size() ? versions.get(wanted - 1) : null;
    }

    private static void answer(HttpExchange exchange, @Nullable Entry entry, String missing) throws IOException {
        if (entry == null) {
            answer(exchange, 404, missing);
            return;
        }
        String references = entry.references.stream()
                .map(r -> "{\"name\":" + quoted(r.name) + ",\"subject\":" + quoted(r.subject) + ",\"version\":"
                        + r.version + "}")
                .collect(Collectors.joining(","));
        // Avro is what it is where the registry says nothing.
        String type = entry.type.equals("AVRO") ? "" : ",\"schemaType\":" + quoted(entry.type);
        answer(
                exchange,
                200,
                "{\"subject\":" + quoted(entry.subject) + ",\"version\":" + entry.version + ",\"id\":" + entry.id + type
                        + ",\"references\":[" + references + "],\"schema\":" + quoted(entry.text) + "}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }

    @Override
    public void close() {
        stop();
        executor.close();
    }
}
