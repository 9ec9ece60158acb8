package dev.switchback.control.app;

import dev.switchback.control.launch.Instances;
import dev.switchback.control.step.Deadlines;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.RedisAddress;

/**
 * How a controller runs.
 *
 * @param host address to listen on
 * @param port 0: any free one
 * @param listening TLS and the rate that one caller may have
 * @param liveShards hash shards of the live keys of versions that are registered from now on, 1 or more
 * @param instances of a version's processor where neither an operator nor a replay asks for a number, 1 or more
 */
public record ControllerSettings(
        EngineAddresses engines,
        String host,
        int port,
        int liveShards,
        Deadlines deadlines,
        Listening listening,
        int instances) {
    /** One shard serves a single Redis best: a leaderboard is then read from one key. */
    private static final int LIVE_SHARDS = 1;
    /** A shard lives on one node of a cluster; more shards than nodes let them share the work when nodes are added, too. */
    private static final int LIVE_SHARDS_IN_A_CLUSTER = 6;

    public ControllerSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535: " + port);
        }
        if (liveShards < 1) {
            throw new IllegalArgumentException("the number of live shards is 1 or more: " + liveShards);
        }
        if (instances < 1 || instances > Instances.MOST) {
            throw new IllegalArgumentException(
                    "the number of instances lies between 1 and " + Instances.MOST + ": " + instances);
        }
    }

    public ControllerSettings(EngineAddresses engines, String host, int port) {
        this(engines, host, port, defaultLiveShards(engines), Deadlines.DEFAULT);
    }

    public ControllerSettings(EngineAddresses engines, String host, int port, int liveShards, Deadlines deadlines) {
        this(engines, host, port, liveShards, deadlines, Listening.PLAIN);
    }

    /** With one instance of each version's processor. */
    public ControllerSettings(
            EngineAddresses engines, String host, int port, int liveShards, Deadlines deadlines, Listening listening) {
        this(engines, host, port, liveShards, deadlines, listening, 1);
    }

    /** How many live shards suit the Redis of an installation. */
    public static int defaultLiveShards(EngineAddresses engines) {
        return switch (RedisAddress.of(engines.redis())) {
            case RedisAddress.Node _, RedisAddress.Sentinel _ -> LIVE_SHARDS;
            case RedisAddress.Cluster _ -> LIVE_SHARDS_IN_A_CLUSTER;
        };
    }
}
