package dev.switchback.standalone.app;

import dev.switchback.control.launch.Instances;
import dev.switchback.embedded.Engine;
import dev.switchback.standalone.UserException;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.trust.TrustedAuthorities;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * @param instances of each version's processor unless something else is asked for
 * @param external addresses of engines that take the embedded ones' place, as they were given
 * @param kafkaProperties file of settings for the clients of an external Kafka; it was read once, and is good
 * @param registry of the schemas of records
 * @param spare whether a JVM is held ready for the version to come, where each has its own
 * @param listening variables that are set and say how services of {@code serve} listen; {@code up} listens on loopback without them
 * @param home folder of the program
 */
public record Configuration(
        int queryPort,
        int adminPort,
        OptionalInt kafkaPort,
        boolean portsChosen,
        LauncherKind launcher,
        int instances,
        Map<Engine, String> external,
        Optional<Path> kafkaProperties,
        Optional<SchemaRegistryAddress> registry,
        boolean spare,
        Set<String> listening,
        Path home) {
    static final String QUERY_PORT = "SWITCHBACK_QUERY_PORT";
    static final String ADMIN_PORT = "SWITCHBACK_ADMIN_PORT";
    static final String KAFKA_PORT = "SWITCHBACK_KAFKA_PORT";
    static final String LAUNCHER = "SWITCHBACK_LAUNCHER";
    static final String INSTANCES = "SWITCHBACK_INSTANCES";
    static final String SPARE = "SWITCHBACK_SPARE";
    /** Read by the embedded engines, and by single services. */
    private static final Set<String> READ_ELSEWHERE = Set.of(
            "SWITCHBACK_ARCHIVES",
            "SWITCHBACK_CACHE",
            "SWITCHBACK_TOKEN",
            "SWITCHBACK_ADMIN_URL",
            "SWITCHBACK_QUERY_URL",
            "SWITCHBACK_THREADS",
            "SWITCHBACK_INSTANCE",
            "SWITCHBACK_STATE",
            "SWITCHBACK_HANDOVER_SECONDS");
    /** How the services of {@code serve} listen. */
    private static final Set<String> LISTENING = Set.of(
            "SWITCHBACK_TLS_KEYSTORE",
            "SWITCHBACK_TLS_PASSWORD",
            "SWITCHBACK_ADMIN_RATE",
            "SWITCHBACK_QUERY_RATE",
            "SWITCHBACK_QUERY_HOST",
            "SWITCHBACK_ADMIN_HOST");
    /** Of services on Kubernetes, and of the engines' clusters and security. */
    private static final Set<String> READ_BY_SERVICES =
            Set.of("SWITCHBACK_PROCESSOR_PORT", "SWITCHBACK_PROCESSOR_TEMPLATE");

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
        PROCESSES,
        /** Others run them: of {@code serve replay-controller} only, which reads this for itself. */
        EXTERNAL,
        /** As Deployments: of {@code serve replay-controller} only. */
        KUBERNETES,
        /** One version so, the next one so; not for users. */
        BOTH
    }

    public Configuration {
        external = Map.copyOf(external);
        listening = Set.copyOf(listening);
    }

    /**
     * Reads the environment.
     *
     * @throws UserException naming a variable that is unknown or malformed
     */
    public static Configuration from(Map<String, String> environment, Path home) {
        Set<String> known = new TreeSet<>(ENGINE_VARIABLES.values());
        known.addAll(Set.of(QUERY_PORT, ADMIN_PORT, KAFKA_PORT, LAUNCHER, INSTANCES, SPARE, KafkaAddress.PROPERTIES));
        known.addAll(Set.of(SchemaRegistryAddress.URL, SchemaRegistryAddress.TOKEN));
        known.addAll(Set.of(EngineAddresses.CLICKHOUSE_CLUSTER, EngineAddresses.CLICKHOUSE_QUORUM));
        known.add(TrustedAuthorities.FILE);
        known.addAll(READ_ELSEWHERE);
        known.addAll(LISTENING);
        known.addAll(READ_BY_SERVICES);
        for (String name : environment.keySet()) {
            if (name.startsWith("SWITCHBACK_") && !known.contains(name)) {
                throw new UserException("The environment variable " + name + " is unknown; known are "
                        + String.join(", ", known) + ".");
            }
        }
        Set<String> listening = new TreeSet<>(LISTENING);
        listening.retainAll(environment.keySet());
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
                instances(environment.getOrDefault(INSTANCES, "1")),
                external,
                kafkaProperties(environment, external),
                registry(environment),
                spare(environment.getOrDefault(SPARE, "one")),
                listening,
                home);
    }

    private static boolean spare(String text) {
        if (!Set.of("one", "none").contains(text)) {
            throw new UserException(SPARE + " is one or none, not '" + text + "'.");
        }
        return text.equals("one");
    }

    private static Optional<SchemaRegistryAddress> registry(Map<String, String> environment) {
        try {
            return SchemaRegistryAddress.from(environment);
        } catch (IllegalArgumentException e) {
            throw new UserException("The environment variable " + e.getMessage() + ".", e);
        }
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

    private static Optional<Path> kafkaProperties(Map<String, String> environment, Map<Engine, String> external) {
        String kafka = external.get(Engine.KAFKA);
        if (kafka == null) {
            if (!environment.getOrDefault(KafkaAddress.PROPERTIES, "").isBlank()) {
                throw new UserException(KafkaAddress.PROPERTIES + " goes with " + EngineAddresses.KAFKA
                        + ", which is not set; the embedded Kafka takes no settings.");
            }
            return Optional.empty();
        }
        return KafkaAddress.from(kafka, environment).file();
    }

    /** The external Kafka, or the embedded one of an 'up' on this machine. */
    KafkaAddress kafka() {
        String bootstrap = external.getOrDefault(Engine.KAFKA, "localhost:" + kafkaPort.orElse(DEFAULT_KAFKA_PORT));
        return kafkaProperties
                .map(file -> KafkaAddress.at(bootstrap, file))
                .orElseGet(() -> KafkaAddress.plain(bootstrap));
    }

    private static int instances(String value) {
        if (value.matches("[1-9]\\d{0,2}") && Integer.parseInt(value) <= Instances.MOST) {
            return Integer.parseInt(value);
        }
        throw new UserException(INSTANCES + " is not a number from 1 to " + Instances.MOST + ": " + value + ".");
    }

    private static LauncherKind launcher(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "threads" -> LauncherKind.THREADS;
            case "processes" -> LauncherKind.PROCESSES;
            case "external" -> LauncherKind.EXTERNAL;
            case "kubernetes" -> LauncherKind.KUBERNETES;
            default ->
                throw new UserException(LAUNCHER + " is neither 'threads' nor 'processes' (of up), nor 'external' nor"
                        + " 'kubernetes' (of serve replay-controller): " + value + ".");
        };
    }
}
