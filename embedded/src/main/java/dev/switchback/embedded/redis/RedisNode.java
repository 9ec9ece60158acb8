package dev.switchback.embedded.redis;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One redis-server of several, with options of its own, on a loopback port; it may be killed and started again. Thread-safe. */
public final class RedisNode implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path folder;
    private final int port;
    private final List<String> options;
    private @Nullable EngineProcess process;

    private RedisNode(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = List.copyOf(options);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param folder for its files; made where it is missing
     * @param options of the command line, after the port and the folder
     */
    public static RedisNode start(Path folder, int port, List<String> options) {
        RedisNode node = new RedisNode(folder, port, options);
        node.start();
        return node;
    }

    /** Starts it again after {@link #kill}, on its files. */
    public synchronized void start() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EngineException(folder + " cannot be made: " + e.getMessage(), e);
        }
        String name = "Redis on port " + port;
        List<String> command =
                new ArrayList<>(List.of(RedisBinary.find(Cache.ofUser()).toString()));
        command.addAll(options);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(List.of("--daemonize", "no"));
        EngineProcess started = EngineProcess.start(new ProcessSpec(
                name, command, Map.of(), folder, folder.resolve("log"), folder.resolve("pid"), "TERM", GRACE));
        process = started;
        Readiness.await(name, started, Duration.ofMinutes(1), () -> {
            try (RedisTalk talk = talk()) {
                talk.ask("PING");
            }
        });
    }

    public int port() {
        return port;
    }

    /** A new connection. */
    public RedisTalk talk() throws IOException {
        return RedisTalk.with(port);
    }

    /** Asks on a connection of its own. */
    public @Nullable Object ask(String... words) {
        try (RedisTalk talk = talk()) {
            return talk.ask(words);
        } catch (IOException e) {
            throw new EngineException("Redis on port " + port + ": " + e.getMessage(), e);
        }
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Kills the process (SIGKILL) and waits for its end. */
    public synchronized void kill() {
        EngineProcess running = process;
        if (running != null) {
            ProcessHandle.of(running.pid()).ifPresent(handle -> {
                handle.destroyForcibly();
                handle.onExit().join();
            });
            running.close();
            process = null;
        }
    }

    /** It hangs: its connections stay, nothing is answered. */
    public void suspend() {
        signal("STOP");
    }

    /** Suspends its replica and drops what was on the way there: it will not get what is written from now on. */
    public void cutOff(RedisNode replica) {
        replica.suspend();
        ask("CLIENT", "KILL", "TYPE", "REPLICA");
    }

    /** It goes on where it was suspended. */
    public void resume() {
        signal("CONT");
    }

    private synchronized void signal(String name) {
        EngineProcess running = process;
        if (running == null) {
            throw new EngineException("Redis on port " + port + " does not run");
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new EngineException("no signal could be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while a signal was sent", e);
        }
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
