package dev.switchback.standalone.stores;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.redis.RedisNode;
import dev.switchback.embedded.testing.RedisSentinelEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A pipeline whose live store is whichever Redis three sentinels name. */
class RedisSentinelTest {
    private RedisSentinelEngine redis;
    private VisitPipeline pipeline;
    private VisitAnswers answers;

    @BeforeEach
    void start() {
        redis = RedisSentinelEngine.start();
        pipeline = VisitPipeline.on(redis.address(), 1);
        pipeline.send(3_000);
        pipeline.awaitEnd();
        answers = new VisitAnswers(pipeline);
    }

    @AfterEach
    void stop() {
        answers.close();
        pipeline.close();
        redis.close();
    }

    @Test
    @DisplayName(
            "P2: a primary that is made a replica, and one that dies with writes that its replica does not have, change no total")
    void switchOverAndFailOver() {
        RedisNode old = redis.primary();
        redis.switchOver();
        pipeline.send(900);
        pipeline.awaitEnd();
        redis.awaitReplica();

        RedisNode replica = redis.replica();
        assertTrue(replica == old, "the old primary follows");
        redis.primary().cutOff(replica);
        pipeline.send(900);
        pipeline.awaitEnd();
        redis.primary().kill();
        replica.resume();
        pipeline.requireLoss(replica);
        redis.awaitPrimary(replica);
        pipeline.send(900);
        answers.awaitMore();
        pipeline.awaitEnd();
        answers.assertAllRight();
    }
}
