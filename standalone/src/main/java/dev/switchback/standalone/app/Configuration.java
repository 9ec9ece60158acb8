package dev.switchback.standalone.app;

import dev.switchback.embedded.Engine;
import dev.switchback.standalone.UserException;
import dev.switchback.views.engines.EngineAddresses;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the environment says.
 *
 * @param queryPort first port of the query servers
 * @param adminPort port of the replay controller
 * @param kafkaPort port of the embedded broker; empty where the environment names none
 * @param portsChosen whether the environment names a query or an admin port
 * @param launcher how processors are run
 * @param external addresses of engines that take the embedded ones' place, as they were given
 * @param home folder of the program
 */
public record Configuration(
        int queryPort,
        int adminPort,
        OptionalInt kafkaPort,
        boolean portsChosen,
        LauncherKind launcher,
        Map<Engine, String> external,
        Path home) {
    static final String QUERY_PORT = "SWITCHBACK_QUERY_PORT";
    static final String ADMIN_PORT = "SWITCHBACK_ADMIN_PORT";
    static final String KAFKA_PORT = "SWITCHBACK_KAFKA_PORT";
    static final String LAUNCHER = "SWITCHBACK_LAUNCHER";
    /** Read by the embedded engines, and by single services. */
    private static final Set<String> READ_ELSEWHERE = Set.of(
            "SWITCHBACK_CACHE",
            "SWITCHBACK_TOKEN",
            "SWITCHBACK_ADMIN_URL",
            "SWITCHBACK_QUERY_URL",
            "SWITCHBACK_TLS_KEYSTORE",
            "SWITCHBACK_TLS_PASSWORD",
            "SWITCHBACK_ADMIN_RATE",
            "SWITCHBACK_QUERY_RATE",
            "SWITCHBACK_QUERY_HOST",
            "SWITCHBACK_ADMIN_HOST",
            "SWITCHBACK_THREADS",
            "SWITCHBACK_INSTANCE",
            "SWITCHBACK_STATE");

    static final int DEFAULT_QUERY_PORT = 8080;
    static final int DEFAULT_ADMIN_PORT = 8090;
    static final int DEFAULT_KAFKA_PORT = 9092;

    private static final Map<Engine, String> ENGINE_VARIABLES = Map.of(
            Engine.KAFKA, EngineAddresses.KAFKA,
            Engine.POSTGRES, EngineAddresses.POSTGRES,
            Engine.CLICKHOUSE, EngineAddresses.CLICKHOUSE,
            Engine.REDIS, EngineAddresses.REDIS);

    /** How a version's processor is run. */
    public enum LauncherKind {
        THREADS,
        PROCESSES
    }

    public Configuration {
        external = Map.copyOf(external);
    }

    /**
     * Reads the environment.
     *
     * @throws UserException naming a variable that is unknown or malformed
     */
    public static Configuration from(Map<String, String> environment, Path home) {
        Set<String> known = new TreeSet<>(ENGINE_VARIABLES.values());
        known.addAll(Set.of(QUERY_PORT, ADMIN_PORT, KAFKA_PORT, LAUNCHER));
        known.addAll(Set.of(EngineAddresses.CLICKHOUSE_CLUSTER, EngineAddresses.CLICKHOUSE_QUORUM));
        known.addAll(READ_ELSEWHERE);
        for (String name : environment.keySet()) {
            if (name.startsWith("SWITCHBACK_") && !known.contains(name)) {
                throw new UserException("The environment variable " + name + " is unknown; known are "
                        + String.join(", ", known) + ".");
            }
        }
        Map<Engine, String> external = new EnumMap<>(Engine.class);
        ENGINE_VARIABLES.forEach((engine, name) -> {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                external.put(engine, engine == Engine.CLICKHOUSE ? clickHouse(environment, value) : value);
            }
        });
        if (!external.containsKey(Engine.CLICKHOUSE) && environment.containsKey(EngineAddresses.CLICKHOUSE_CLUSTER)) {
            throw new UserException(EngineAddresses.CLICKHOUSE_CLUSTER + " names a cluster of the ClickHouse in "
                    + EngineAddresses.CLICKHOUSE + ", which is not set.");
        }
        return new Configuration(
                port(environment, QUERY_PORT).orElse(DEFAULT_QUERY_PORT),
                port(environment, ADMIN_PORT).orElse(DEFAULT_ADMIN_PORT),
                port(environment, KAFKA_PORT),
                environment.containsKey(QUERY_PORT) || environment.containsKey(ADMIN_PORT),
                launcher(environment.getOrDefault(LAUNCHER, "threads")),
                external,
                home);
    }

    private static String clickHouse(Map<String, String> environment, String url) {
        try {
            return EngineAddresses.clickHouse(environment, url);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage() + ".", e);
        }
    }

    /** Where {@code up} keeps its data unless it is told otherwise. */
    public Path defaultData() {
        return home.resolve(".switchback").resolve("data");
    }

    static String variable(Engine engine) {
        return ENGINE_VARIABLES.getOrDefault(engine, engine.name());
    }

    private static OptionalInt port(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            return OptionalInt.empty();
        }
        if (value.matches("\\d{1,5}")) {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65_535) {
                return OptionalInt.of(port);
            }
        }
        throw new UserException(name + " is not a port between 1 and 65535: " + value + ".");
    }

    private static LauncherKind launcher(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "threads" -> LauncherKind.THREADS;
            case "processes" -> LauncherKind.PROCESSES;
            default -> throw new UserException(LAUNCHER + " is neither 'threads' nor 'processes': " + value + ".");
        };
    }
}
