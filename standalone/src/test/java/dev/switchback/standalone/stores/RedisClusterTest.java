package dev.switchback.standalone.stores;

import dev.switchback.embedded.redis.RedisNode;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.embedded.testing.RedisClusterEngine;
import dev.switchback.views.live.LiveKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A pipeline whose live store is a Redis Cluster of six servers. The long campaign does everything more often. */
class RedisClusterTest {
    private static final int SHARDS = 4;

    private RedisClusterEngine cluster;
    private VisitPipeline pipeline;
    private VisitAnswers answers;

    @BeforeEach
    void start() {
        cluster = RedisClusterEngine.start();
        pipeline = VisitPipeline.on(cluster.address(), SHARDS);
        pipeline.send(3_000);
        pipeline.awaitEnd();
        answers = new VisitAnswers(pipeline);
    }

    @AfterEach
    void stop() {
        answers.close();
        pipeline.close();
        cluster.close();
    }

    @Test
    @DisplayName(
            "P2: shards that move to other nodes while they are written and read lose nothing and count nothing twice")
    void resharding() {
        for (int round = 0; round < Campaign.choose(1, 10); round++) {
            for (int shard = 0; shard < SHARDS; shard++) {
                int slot = slot(shard);
                int from = cluster.primaryOf(slot);
                int to = cluster.primaries().stream()
                        .filter(port -> port != from)
                        .findFirst()
                        .orElseThrow();
                cluster.move(slot, to, 20, () -> pipeline.send(30));
                answers.awaitMore();
            }
        }
        finish();
    }

    @Test
    @DisplayName(
            "P2: a replica that is promoted without its primary's last writes is written again, and answers nothing meanwhile")
    void failOver() {
        for (int round = 0; round < Campaign.choose(1, 5); round++) {
            int primary = cluster.primaryOf(slot(0));
            RedisNode replica = cluster.replicaOf(primary);
            // What is written from now on is acknowledged by the primary, and dies with it.
            cluster.node(primary).cutOff(replica);
            pipeline.send(900);
            pipeline.awaitEnd();
            cluster.node(primary).kill();
            replica.resume();
            pipeline.requireLoss(replica);
            cluster.awaitPromotion(primary);
            pipeline.send(900);
            answers.awaitMore();
            cluster.node(primary).start();
            cluster.awaitWhole();
        }
        finish();
    }

    private void finish() {
        pipeline.send(900);
        pipeline.awaitEnd();
        answers.assertAllRight();
    }

    private int slot(int shard) {
        return cluster.slot(new LiveKeys(pipeline.version, shard).marks());
    }
}
