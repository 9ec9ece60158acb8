package dev.switchback.standalone.system;

import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.query.app.QueryApiMain;
import dev.switchback.standalone.launch.ProcessLauncher;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query server in a process of its own, as {@code serve query-api} runs it, but on any free port; to be stopped, continued and killed. */
final class ChildQueryServer implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("query API: (http://\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Build build;
    private final EngineAddresses engines;
    private final Path folder;
    /** Odd while something is wrong with the process. */
    private final AtomicLong troubles = new AtomicLong(1);

    private volatile Running running;
    /** Where it listens, or did before it was killed. */
    private volatile URI address = URI.create("http://127.0.0.1:1");

    private record Running(Process process, Path output) {}

    /** Starts it; {@link #awaitUp} waits for it. */
    ChildQueryServer(EngineAddresses engines, Path folder) throws IOException {
        this(engines, folder, Build.present());
    }

    /** The same, of another build. */
    ChildQueryServer(EngineAddresses engines, Path folder, Build build) throws IOException {
        this.build = build;
        this.engines = engines;
        this.folder = folder;
        this.running = spawn();
    }

    private Running spawn() throws IOException {
        // A server that lives for minutes is worth compiling well.
        List<String> command = ChildJvm.command(
                QueryApiMain.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=" + Campaign.choose(1, 4)),
                List.of());
        command.set(command.indexOf("-cp") + 1, build.classPath());
        Path output = Files.createTempFile(folder, "query-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBACK_"));
        builder.environment().putAll(ProcessLauncher.environment(engines));
        builder.environment().put("SWITCHBACK_QUERY_PORT", "0");
        return new Running(builder.start(), output);
    }

    /** Waits until it says where it listens. */
    void awaitUp() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String said = Files.readString(running.output);
            Matcher found = ADDRESS.matcher(said);
            if (found.find()) {
                address = URI.create(found.group(1));
                troubles.incrementAndGet();
                return;
            }
            if (!running.process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("a query server did not come up: " + said);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    URI address() {
        return address;
    }

    /** Changes whenever the process gets into trouble or out of it; even: all is well. */
    long troubles() {
        return troubles.get();
    }

    boolean well() {
        return troubles.get() % 2 == 0;
    }

    /** Something is wrong around it, such as a link that is cut: from now on it may answer nothing. */
    void trouble() {
        troubles.incrementAndGet();
    }

    /** All is well around it again. */
    void wellAgain() {
        troubles.incrementAndGet();
    }

    /** Status of the answer to a question; 0: there is none. */
    int status(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(address.resolve(path))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** SIGSTOP. */
    void suspend() throws IOException {
        troubles.incrementAndGet();
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException {
        signal("CONT");
        troubles.incrementAndGet();
    }

    /** SIGKILL. */
    void kill() {
        troubles.incrementAndGet();
        running.process.destroyForcibly();
        running.process.onExit().join();
    }

    /** Starts it again after {@link #kill}, on another port. */
    void restart() throws IOException {
        running = spawn();
        awaitUp();
    }

    private void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(running.process.pid())).start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IOException("no signal " + signal + " to " + running.process.pid());
        }
    }

    /** How long, and how often, it has held queries for a switch, by its own metrics. */
    Holds holds(HttpClient http) throws IOException, InterruptedException {
        HttpResponse<String> metrics = http.send(
                HttpRequest.newBuilder(address().resolve("/prometheus")).build(), HttpResponse.BodyHandlers.ofString());
        return new Holds(
                (long) value(metrics.body(), "switchback_barrier_hold_seconds_count"),
                value(metrics.body(), "switchback_barrier_hold_seconds_sum"));
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }

    record Holds(long count, double seconds) {}

    @Override
    public void close() {
        running.process.destroyForcibly();
        running.process.onExit().join();
    }
}
