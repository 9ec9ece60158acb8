package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.views.VersionId;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.run.RunOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The speed of a replay, ordered over HTTP, up to the order that its processor reads. */
class ThrottleTest extends SharedController {
    @Test
    void aRateIsOrderedChangedAndEndsWhenTheVersionHasCaughtUp() {
        processors.batch(1);
        register(0);
        String replay = replay("{\"version\":1,\"throttle\":{\"events_per_second\":700}}");
        awaitState(replay, "replaying");
        awaitOrder(new RunOrder(false, OptionalLong.of(700)));
        assertEquals(700, status(replay).at("/throttle/events_per_second").asInt());

        AdminClient.Answer stopped = admin.put(path("/replays/" + replay + "/throttle"), "{\"events_per_second\":0}");
        assertEquals(202, stopped.status(), stopped.body());
        awaitOrder(new RunOrder(true, OptionalLong.empty()));
        TestWorld.await(
                "the limit to be shown",
                () -> status(replay).at("/progress/limit").asInt(-1) == 0);
        long done = status(replay).at("/progress/events_done").asLong();
        // Longer than a replay that ought to move may stand still.
        long deadline = System.nanoTime() + LentController.STALL.plusSeconds(1).toNanos();
        TestWorld.await("a while to pass", () -> System.nanoTime() > deadline);
        assertEquals(
                "replaying", status(replay).get("state").asString(), "a replay told to stand still has not stalled");
        assertTrue(status(replay).at("/progress/events_done").asLong() <= done + 20);

        processors.batch(Long.MAX_VALUE);
        assertEquals(
                202, admin.put(path("/replays/" + replay + "/throttle"), "{}").status());
        awaitState(replay, "ready");
        awaitOrder(RunOrder.FULL_SPEED);
        assertEquals(
                0,
                journalled("replay_throttled").at("/throttle/events_per_second").asInt(-1));
    }

    @Test
    void aReplayThatProtectsWithNothingLiveRunsAtItsCeiling() {
        processors.batch(1);
        register(0);
        String replay = replay(
                "{\"version\":1,\"throttle\":{\"protect\":{\"freshness\":\"PT2S\",\"floor\":10,\"ceiling\":4000}}}");
        awaitOrder(new RunOrder(false, OptionalLong.of(4_000)));
        processors.batch(Long.MAX_VALUE);
        JsonNode ready = awaitState(replay, "ready");
        assertEquals("PT2S", ready.at("/throttle/protect/freshness").asString());
        assertEquals(
                "illegal_transition", refused(409, abortedThenThrottled(replay)), "a replay that is over has no speed");
    }

    @Test
    void badThrottlesAreNamed() {
        register(0);
        for (String throttle : new String[] {
            "{\"events_per_second\":-1}",
            "{\"events_per_second\":\"fast\"}",
            "{\"protect\":{}}",
            "{\"protect\":{\"freshness\":\"PT0S\"}}",
            "{\"protect\":{\"freshness\":\"PT2S\",\"floor\":0}}",
            "{\"protect\":{\"freshness\":\"PT2S\",\"floor\":10,\"ceiling\":5}}",
            "{\"events_per_second\":5,\"protect\":{\"freshness\":\"PT2S\"}}",
            "{\"rate\":5}"
        }) {
            AdminClient.Answer answer = admin.post(path("/replays"), "{\"version\":1,\"throttle\":" + throttle + "}");
            assertEquals("invalid_request", refused(400, answer), throttle);
            assertFalse(answer.body().contains("Exception"), answer.body());
        }
    }

    @Test
    void aReplayBesideAnActiveVersionGivesWayUntilItHasCaughtUp() {
        processors.batch(1);
        register(0);
        String first = replay(1, "auto");
        awaitState(first, "replaying");
        TestWorld.await("the processor to be told", () -> givesWay(1).isPresent());
        assertEquals(Optional.of(false), givesWay(1), "nobody is answered, so nobody can be harmed");
        processors.batch(Long.MAX_VALUE);
        awaitState(first, "done");

        processors.batch(1);
        register(1);
        String second = replay(2, "manual");
        awaitState(second, "replaying");
        TestWorld.await("the processor to be told", () -> givesWay(2).isPresent());
        assertEquals(Optional.of(true), givesWay(2), "a version answers queries, and the throttle says nothing");
        processors.batch(Long.MAX_VALUE);
        awaitState(second, "ready");
        assertEquals(Optional.of(false), givesWay(2), "what may be switched to keeps up as the active version does");
    }

    private Optional<Boolean> givesWay(int version) {
        return processors.givesWay(new VersionId(pipeline, version));
    }

    private AdminClient.Answer abortedThenThrottled(String replay) {
        assertEquals(202, admin.post(path("/replays/" + replay + "/abort")).status());
        awaitState(replay, "aborted");
        return admin.put(path("/replays/" + replay + "/throttle"), "{}");
    }

    private void awaitOrder(RunOrder expected) {
        try (var database = PostgresPool.open(engines.postgres(), 1)) {
            PostgresRunBoard board = new PostgresRunBoard(database);
            TestWorld.await(
                    "the order to be " + expected,
                    () -> board.order(new VersionId(pipeline, 1)).equals(expected));
        }
    }
}
