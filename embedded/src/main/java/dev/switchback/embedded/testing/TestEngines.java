package dev.switchback.embedded.testing;

import dev.switchback.embedded.Engine;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * The engines of a test JVM: started at first use in a temporary folder, stopped when the JVM ends. Where the environment variables
 * {@code SWITCHBACK_KAFKA}, {@code SWITCHBACK_POSTGRES}, {@code SWITCHBACK_CLICKHOUSE} and {@code SWITCHBACK_REDIS} are all set, those are used
 * instead; with {@code -Dswitchback.engines=containers} they run as containers. Tests share the engines: each names its own pipelines and topics ({@link #uniqueName}). Thread-safe.
 */
public final class TestEngines {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TestEngines() {}

    /** Bootstrap servers; starts Kafka if it does not run yet. Each engine is started only when asked for. */
    public static String kafka() {
        return RunningSet.address("SWITCHBACK_KAFKA")
                .orElseGet(() -> EngineContainers.wanted()
                        ? EngineContainers.address(Engine.KAFKA)
                        : RunningSet.start(Engine.KAFKA).kafka());
    }

    /** URL of a new, empty database. */
    public static URI newPostgresDatabase() {
        URI server = RunningSet.address("SWITCHBACK_POSTGRES")
                .map(URI::create)
                .orElseGet(() -> EngineContainers.wanted()
                        ? URI.create(EngineContainers.address(Engine.POSTGRES))
                        : RunningSet.start(Engine.POSTGRES).postgres());
        String database = uniqueName("test");
        String[] user = server.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://" + server.getHost() + ":" + server.getPort() + server.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        } catch (SQLException e) {
            throw new IllegalStateException("no new database in " + jdbc, e);
        }
        return URI.create("postgresql://" + server.getUserInfo() + "@" + server.getHost() + ":" + server.getPort() + "/"
                + database);
    }

    public static URI clickHouse() {
        return RunningSet.address("SWITCHBACK_CLICKHOUSE")
                .map(URI::create)
                .orElseGet(() -> EngineContainers.wanted()
                        ? URI.create(EngineContainers.address(Engine.CLICKHOUSE))
                        : RunningSet.start(Engine.CLICKHOUSE).clickHouse());
    }

    public static URI redis() {
        return RunningSet.address("SWITCHBACK_REDIS")
                .map(URI::create)
                .orElseGet(() -> EngineContainers.wanted()
                        ? URI.create(EngineContainers.address(Engine.REDIS))
                        : RunningSet.start(Engine.REDIS).redis());
    }

    /** Whether engines reach what listens on loopback addresses of this machine: containers do only if they share its network. */
    public static boolean reachThisMachine() {
        return !EngineContainers.wanted() || ContainerRecipe.HOST;
    }

    /** A pipeline or topic name that no other test has: {@code prefix_<random>}, valid as a pipeline name. */
    public static String uniqueName(String prefix) {
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        String start = prefix.length() > 27 ? prefix.substring(0, 27) : prefix;
        return start + "_" + HexFormat.of().formatHex(random);
    }
}
