package dev.switchback.embedded.chdb;

import dev.switchback.embedded.folder.Cache;
import dev.switchback.embedded.folder.DataFolder;
import dev.switchback.embedded.folder.Ports;
import dev.switchback.embedded.folder.Secret;
import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.embedded.process.EngineProcess;
import dev.switchback.embedded.process.PidFile;
import dev.switchback.embedded.process.ProcessSpec;
import dev.switchback.embedded.process.Readiness;
import dev.switchback.embedded.process.RunningEngine;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ClickHouse as a library in a JVM of its own, which speaks ClickHouse's HTTP interface on a loopback port. */
public final class ClickHouseEngine implements RunningEngine {
    static final String USER = "switchback";
    private static final String NAME = "clickhouse";
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED");

    private final EngineProcess process;
    private final URI address;

    private ClickHouseEngine(EngineProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until it answers a query; the first time on a machine npm fetches the library. */
    public static ClickHouseEngine start(DataFolder folder, Ports ports, Cache cache) {
        PidFile.stopLeftover(folder.pidFile(NAME), "ClickHouse", GRACE);
        Path library = ChdbPackage.of(System.getProperty("os.name"), System.getProperty("os.arch"))
                .library(cache, "npm");
        int port = ports.kept(NAME);
        String password = Secret.of(folder);
        Path home = folder.data(NAME);
        List<String> command = ChildJvm.command(
                ChdbServerMain.class,
                JVM_OPTIONS,
                List.of(library.toString(), home.resolve("data").toString(), Integer.toString(port)));
        EngineProcess process = EngineProcess.start(new ProcessSpec(
                "ClickHouse",
                command,
                environment(password),
                home,
                folder.log(NAME),
                folder.pidFile(NAME),
                "TERM",
                GRACE));
        URI address = URI.create("http://" + USER + ":" + password + "@127.0.0.1:" + port);
        try {
            Readiness.await("ClickHouse", process, Duration.ofMinutes(2), () -> ping(address));
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new ClickHouseEngine(process, address);
    }

    private static Map<String, String> environment(String password) {
        Map<String, String> environment = new HashMap<>(SignalChaining.environment());
        environment.put(ChdbServerMain.PASSWORD, password);
        environment.put("TZ", "UTC");
        return environment;
    }

    private static void ping(URI address) throws IOException {
        URI query = URI.create("http://" + address.getHost() + ":" + address.getPort() + "/?query=SELECT%201");
        HttpURLConnection connection = (HttpURLConnection) query.toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(10_000);
        String basic = Base64.getEncoder().encodeToString(address.getUserInfo().getBytes(StandardCharsets.UTF_8));
        connection.setRequestProperty("Authorization", "Basic " + basic);
        try {
            if (connection.getResponseCode() != 200) {
                throw new IOException("it answers with status " + connection.getResponseCode());
            }
            connection.getInputStream().readAllBytes();
        } finally {
            connection.disconnect();
        }
    }

    /** {@code http://user:password@host:port}. */
    public URI address() {
        return address;
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
