package dev.switchback.views.engines;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * Where the four engines answer, and the schema registry where there is one.
 *
 * @param kafkaAddress bootstrap servers, and how to connect
 * @param postgres {@code postgresql://user:password@host:port[,host:port…]/database[?parameters of the driver]}
 * @param clickHouse one of {@link ClickHouseAddress}'s forms
 * @param redis one of {@link RedisAddress}'s forms
 * @param registry needed by pipelines whose records name schemas
 */
public record EngineAddresses(
        KafkaAddress kafkaAddress, URI postgres, URI clickHouse, URI redis, Optional<SchemaRegistryAddress> registry) {
    public static final String KAFKA = "SWITCHBACK_KAFKA";
    public static final String POSTGRES = "SWITCHBACK_POSTGRES";
    public static final String CLICKHOUSE = "SWITCHBACK_CLICKHOUSE";
    public static final String CLICKHOUSE_CLUSTER = "SWITCHBACK_CLICKHOUSE_CLUSTER";
    public static final String CLICKHOUSE_QUORUM = "SWITCHBACK_CLICKHOUSE_QUORUM";
    public static final String REDIS = "SWITCHBACK_REDIS";

    public EngineAddresses {
        var _ = PostgresAddress.of(postgres);
        requireClickHouse(clickHouse);
        requireRedis(redis);
    }

    /** Without a schema registry. */
    public EngineAddresses(KafkaAddress kafka, URI postgres, URI clickHouse, URI redis) {
        this(kafka, postgres, clickHouse, redis, Optional.empty());
    }

    /** With a Kafka that asks for no user and no encryption, and without a schema registry. */
    public EngineAddresses(String kafka, URI postgres, URI clickHouse, URI redis) {
        this(KafkaAddress.plain(kafka), postgres, clickHouse, redis);
    }

    /** The same engines with a schema registry. */
    public EngineAddresses with(Optional<SchemaRegistryAddress> other) {
        return new EngineAddresses(kafkaAddress, postgres, clickHouse, redis, other);
    }

    /** Bootstrap servers of Kafka. */
    public String kafka() {
        return kafkaAddress.bootstrap();
    }

    /**
     * Reads the variables of an environment, {@link KafkaAddress#PROPERTIES} and those of {@link SchemaRegistryAddress} among them.
     *
     * @throws IllegalArgumentException naming the variable that is missing or malformed
     */
    public static EngineAddresses from(Map<String, String> environment) {
        return new EngineAddresses(
                KafkaAddress.from(required(environment, KAFKA), environment),
                uri(POSTGRES, required(environment, POSTGRES)),
                uri(CLICKHOUSE, clickHouse(environment, required(environment, CLICKHOUSE))),
                uri(REDIS, required(environment, REDIS)),
                SchemaRegistryAddress.from(environment));
    }

    /**
     * ClickHouse's URL with what the environment says of its cluster.
     *
     * @throws IllegalArgumentException naming the variable that is malformed
     */
    public static String clickHouse(Map<String, String> environment, String url) {
        String cluster = environment.getOrDefault(CLICKHOUSE_CLUSTER, "").strip();
        String quorum = environment.getOrDefault(CLICKHOUSE_QUORUM, "").strip();
        if (!cluster.isEmpty()) {
            ClickHouseAddress.Cluster.require(cluster, quorum);
        } else if (!quorum.isEmpty()) {
            throw new IllegalArgumentException(CLICKHOUSE_QUORUM + " is of no use without " + CLICKHOUSE_CLUSTER);
        }
        String parameters =
                (cluster.isEmpty() ? "" : "&cluster=" + cluster) + (quorum.isEmpty() ? "" : "&quorum=" + quorum);
        return parameters.isEmpty() ? url : url + (url.contains("?") ? "&" : "?") + parameters.substring(1);
    }

    private static URI uri(String name, String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            // Its message holds the whole URL, with the password.
            throw new IllegalArgumentException(name + " is not a URL: " + e.getReason() + " at character "
                    + (e.getIndex() + 1) + "; in user and password write special characters as %XX");
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static void requireClickHouse(URI uri) {
        try {
            ClickHouseAddress.of(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(CLICKHOUSE + ": " + e.getMessage(), e);
        }
    }

    private static void requireRedis(URI uri) {
        try {
            RedisAddress.of(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(REDIS + ": " + e.getMessage(), e);
        }
    }
}
