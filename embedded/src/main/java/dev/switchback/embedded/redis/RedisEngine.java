package dev.switchback.embedded.redis;

import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.PidFile;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import dev.switchback.embedded.process.RunningEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Redis that writes its append-only file every second and evicts nothing. */
public final class RedisEngine implements RunningEngine {
    private static final String NAME = "redis";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final EngineProcess process;
    private final int port;

    private RedisEngine(EngineProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Unpacks the bundled program into a cache, whatever the path holds. */
    public static void fetch(Cache cache) {
        RedisBinary.bundled(cache);
    }

    /** Starts it and waits until it answers PING, its data loaded. */
    public static RedisEngine start(DataFolder folder, Ports ports, Cache cache) {
        PidFile.stopLeftover(folder.pidFile(NAME), "Redis", GRACE);
        Path binary = RedisBinary.find(cache);
        int port = ports.kept(NAME);
        Path data = folder.data(NAME);
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "Redis",
                command(binary, port, data),
                Map.of(),
                data,
                folder.log(NAME),
                folder.pidFile(NAME),
                "TERM",
                GRACE));
        try {
            Readiness.await("Redis", process, Duration.ofMinutes(1), () -> ping(port));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new RedisEngine(process, port);
    }

    private static List<String> command(Path binary, int port, Path data) {
        return List.of(
                binary.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toString(),
                "--daemonize",
                "no",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction");
    }

    private static void ping(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            if (!answer.equals("+PONG")) {
                throw new IOException("it answers " + answer);
            }
        }
    }

    /** {@code redis://host:port}. */
    public URI address() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
