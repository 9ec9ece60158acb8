package dev.switchback.views.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster, whose primaries share the keys. */
final class RedisCluster implements RedisServers {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCluster.class);

    private final RedisClusterClient client;

    RedisCluster(RedisClusterClient client) {
        this.client = client;
    }

    @Override
    public RedisConnection connect() {
        StatefulRedisClusterConnection<String, String> connection = client.connect();
        meet(connection);
        return new RedisConnection(connection, connection.sync(), connection.async(), () -> primaries(connection));
    }

    /** Connects to every primary: the first command to one that is not connected yet would be rejected. */
    private static void meet(StatefulRedisClusterConnection<String, String> connection) {
        try {
            primaries(connection).forEach(RedisCommands::ping);
        } catch (RedisException e) {
            LOG.debug("a primary of the cluster does not answer: {}", e.getMessage());
        }
    }

    private static List<RedisCommands<String, String>> primaries(
            StatefulRedisClusterConnection<String, String> connection) {
        List<RedisCommands<String, String>> primaries = new ArrayList<>();
        for (RedisClusterNode node : connection.getPartitions()) {
            if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.hasNoSlots()) {
                // By address, as commands by key do: by the node's name it would be a connection of its own.
                RedisURI uri = node.getUri();
                primaries.add(
                        connection.getConnection(uri.getHost(), uri.getPort()).sync());
            }
        }
        return primaries;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, RedisClients.STOP);
    }
}
