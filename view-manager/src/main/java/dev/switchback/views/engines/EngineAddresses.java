package dev.switchback.views.engines;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the four engines answer, and the schema registry where there is one.
 *
 * @param kafkaAddress bootstrap servers, and how to connect
 * @param postgres {@code postgresql://user:password@host:port[,host:port…]/database[?parameters of the driver]}
 * @param clickHouse {@code http://user:password@host:port} or {@code https://…}
 * @param redis {@code redis://[:password@]host:port} or {@code rediss://…}
 * @param registry needed by pipelines whose records name schemas
 */
public record EngineAddresses(
        KafkaAddress kafkaAddress, URI postgres, URI clickHouse, URI redis, Optional<SchemaRegistryAddress> registry) {
    public static final String KAFKA = "SWITCHBACK_KAFKA";
    public static final String POSTGRES = "SWITCHBACK_POSTGRES";
    public static final String CLICKHOUSE = "SWITCHBACK_CLICKHOUSE";
    public static final String REDIS = "SWITCHBACK_REDIS";

    public EngineAddresses {
        var _ = PostgresAddress.of(postgres);
        requireScheme(CLICKHOUSE, clickHouse, "http", "https");
        requireScheme(REDIS, redis, "redis", "rediss");
    }

    /** With a Kafka that asks for no user and no encryption, and without a schema registry. */
    public EngineAddresses(String kafka, URI postgres, URI clickHouse, URI redis) {
        this(KafkaAddress.plain(kafka), postgres, clickHouse, redis, Optional.empty());
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
     * Reads the four variables of an environment, {@link KafkaAddress#PROPERTIES}, and those of {@link SchemaRegistryAddress}.
     *
     * @throws IllegalArgumentException naming the variable that is missing or malformed
     */
    public static EngineAddresses from(Map<String, String> environment) {
        return new EngineAddresses(
                KafkaAddress.from(required(environment, KAFKA), environment),
                uri(environment, POSTGRES),
                uri(environment, CLICKHOUSE),
                uri(environment, REDIS),
                SchemaRegistryAddress.from(environment));
    }

    private static URI uri(Map<String, String> environment, String name) {
        try {
            return URI.create(required(environment, name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not a URL: " + e.getMessage(), e);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static void requireScheme(String name, URI uri, String... schemes) {
        for (String scheme : schemes) {
            if (scheme.equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                return;
            }
        }
        throw new IllegalArgumentException(
                name + " is not of the form " + schemes[0] + "://[user:password@]host:port: scheme " + uri.getScheme());
    }
}
