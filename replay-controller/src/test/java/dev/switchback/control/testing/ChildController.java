package dev.switchback.control.testing;

import dev.switchback.control.app.ControllerMain;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A controller in a process of its own, as {@code serve replay-controller} runs it; to be stopped, continued and killed. */
public final class ChildController implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("admin API on port (\\d+)");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Process process;
    private final Path output;
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    /** Starts it; {@link #awaitUp} waits for it. */
    public ChildController(EngineAddresses engines, Path folder) throws IOException {
        List<String> command = ChildJvm.command(
                ControllerMain.class, List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), List.of());
        output = Files.createTempFile(folder, "controller-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment()
                .putAll(Map.of(
                        EngineAddresses.KAFKA,
                        engines.kafka(),
                        EngineAddresses.POSTGRES,
                        engines.postgres().toString(),
                        EngineAddresses.CLICKHOUSE,
                        engines.clickHouse().toString(),
                        EngineAddresses.REDIS,
                        engines.redis().toString(),
                        "SWITCHBACK_ADMIN_PORT",
                        "0"));
        process = builder.start();
    }

    /** Waits until it says where it listens. */
    public void awaitUp() {
        TestWorld.await("a controller to come up", () -> {
            Matcher said = PORT.matcher(said());
            if (said.find()) {
                port = Integer.parseInt(said.group(1));
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("a controller did not come up: " + said());
            }
            return false;
        });
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public int port() {
        return port;
    }

    /** Whether it takes orders. */
    public boolean leads() {
        return answer().equals(Optional.of("pipeline_not_found"));
    }

    /** The code with which it refuses an order for a pipeline that nobody has; empty: it does not answer. */
    public Optional<String> answer() {
        return send(request("/v1/pipelines/nobody/rollback").POST(HttpRequest.BodyPublishers.noBody()))
                .map(answer -> answer.path("code").asString(""));
    }

    /** Empty: it does not answer. */
    public Optional<JsonNode> get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private Optional<JsonNode> send(HttpRequest.Builder request) {
        try {
            return Optional.of(MAPPER.readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP. */
    public void suspend() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException {
        signal("CONT");
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IOException("no signal " + signal + " to " + process.pid());
        }
    }

    @Override
    public void close() {
        kill();
        http.close();
    }
}
