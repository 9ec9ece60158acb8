package dev.switchback.load.bare;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.api.sync.RedisStringCommands;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.core.type.Argument;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;

/** Micronaut with one endpoint that reads one key from Redis over one connection, as the query server's live queries do at the least. */
public final class BareServer implements AutoCloseable {
    private static final String KEY = "switchback-bench-bare";
    /** As long as a live answer of one row. */
    private static final String VALUE = "x".repeat(220);

    private final RedisClient client;
    private final ApplicationContext context;
    private final EmbeddedServer server;

    private BareServer(URI redis) {
        client = RedisClient.create(redis.toString());
        StatefulRedisConnection<String, String> connection = client.connect();
        RedisCommands<String, String> commands = connection.sync();
        commands.set(KEY, VALUE);
        context = ApplicationContext.builder()
                .properties(Map.of(
                        "switchback.service",
                        "bare-redis",
                        "micronaut.server.host",
                        "localhost",
                        "micronaut.server.port",
                        -1,
                        "micronaut.server.date-header",
                        false))
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .banner(false)
                .build();
        // By its type arguments too, as it is asked for.
        context.registerBeanDefinition(RuntimeBeanDefinition.builder(
                        Argument.of(RedisStringCommands.class, String.class, String.class), () -> commands)
                .build());
        context.start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    /** Starts on any free port. */
    public static BareServer start(URI redis) {
        return new BareServer(redis);
    }

    /** Where it answers with one key's value. */
    public URI url() {
        return URI.create("http://localhost:" + server.getPort() + "/" + KEY);
    }

    @Override
    public void close() {
        context.close();
        client.shutdown();
    }
}
