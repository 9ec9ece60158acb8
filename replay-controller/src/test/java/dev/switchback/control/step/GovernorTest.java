package dev.switchback.control.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.replay.CatchUpLimits;
import dev.switchback.control.replay.Progress;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.SwitchMode;
import dev.switchback.control.replay.Throttle;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.RunOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The governor on a simulated machine, turn by turn; no clock runs. */
class GovernorTest {
    private static final long TURN = Duration.ofMillis(500).toNanos();
    private static final Throttle.Protection TWO_SECONDS =
            new Throttle.Protection(Duration.ofSeconds(2), 1_000, 200_000);

    private Governor.Reading reading = new Governor.Reading.NothingLive();
    private final Governor governor = new Governor(pipeline -> reading);
    private long now;

    @Test
    void aFixedRateIsPassedOnAndZeroPauses() {
        assertEquals(RunOrder.FULL_SPEED, governor.order(replay(Throttle.NONE, 0), now));
        assertEquals(
                new RunOrder(false, OptionalLong.of(5_000)),
                governor.order(replay(new Throttle(OptionalLong.of(5_000), Optional.empty()), 0), now));
        assertTrue(governor.order(replay(new Throttle(OptionalLong.of(0), Optional.empty()), 0), now)
                .paused());
    }

    @Test
    void withoutALiveVersionOnlyTheCeilingHolds() {
        Replay replay = replay(protecting(TWO_SECONDS), 0);
        assertEquals(1_000, rate(replay));
        assertEquals(200_000, rate(replay));
    }

    /**
     * A machine that does 100,000 events a second in all, of which the live version needs 30,000: its lag grows by what it is kept from, and
     * shrinks as soon as there is room. The replay has to find the 70,000 that are left, and to give way when the live load doubles.
     */
    @Test
    void theReplayTakesWhatTheLiveVersionLeaves() {
        UUID id = UUID.randomUUID();
        double lag = 0;
        double reached = 0;
        double worst = 0;
        double sum = 0;
        for (int turn = 0; turn < 2_000; turn++) {
            double live = turn < 1_000 ? 30_000 : 60_000;
            reading = new Governor.Reading.Behind(Optional.of(Duration.ofMillis((long) (lag * 1_000))));
            long limit = rate(replay(id, protecting(TWO_SECONDS), reached));
            reached = Math.min(limit, 90_000);
            double missing = reached + live - 100_000;
            lag = Math.max(0, lag + missing / live * 0.5);
            if (turn > 200 && turn < 1_000) {
                worst = Math.max(worst, lag);
                sum += reached;
            }
            if (turn == 1_900) {
                assertTrue(reached < 60_000, "the replay gives way to a live load that doubled: " + reached);
            }
        }
        assertTrue(worst < 4, "the live version was never behind by more than twice its limit: " + worst);
        assertTrue(sum / 799 > 50_000, "most of what is left over is used: " + sum / 799);
    }

    @Test
    void aLagThatIsNotKnownCountsAsTooLong() {
        reading = new Governor.Reading.Behind(Optional.empty());
        Replay replay = replay(protecting(TWO_SECONDS), 50_000);
        for (int turn = 0; turn < 5; turn++) {
            assertEquals(1_000, rate(replay));
        }
        reading = new Governor.Reading.Behind(Optional.of(Duration.ofMillis(500)));
        assertTrue(rate(replay) > 1_000);
    }

    @Test
    void theFloorHoldsAndTheRateStandsStillNearTheLimit() {
        reading = new Governor.Reading.Behind(Optional.of(Duration.ofMillis(1_500)));
        Replay replay = replay(protecting(TWO_SECONDS), 1_000);
        for (int turn = 0; turn < 5; turn++) {
            assertEquals(1_000, rate(replay), "between half the limit and the limit nothing changes");
        }
        reading = new Governor.Reading.Behind(Optional.of(Duration.ofHours(1)));
        for (int turn = 0; turn < 20; turn++) {
            assertEquals(1_000, rate(replay));
        }
    }

    private long rate(Replay replay) {
        now += TURN;
        return governor.order(replay, now).eventsPerSecond().orElseThrow();
    }

    private static Throttle protecting(Throttle.Protection protection) {
        return new Throttle(OptionalLong.empty(), Optional.of(protection));
    }

    private static Replay replay(Throttle throttle, double reached) {
        return replay(new UUID(1, 1), throttle, reached);
    }

    private static Replay replay(UUID id, Throttle throttle, double reached) {
        ReplayRequest request =
                new ReplayRequest(SwitchMode.MANUAL, Optional.empty(), CatchUpLimits.DEFAULT, throttle, "test");
        Progress progress = new Progress(0, 0, reached, Optional.empty(), 0, List.of(), OptionalLong.empty(), "");
        return Replay.requested(id, new VersionId("p", 1), request, Optional.empty(), Instant.EPOCH)
                .withProgress(progress);
    }
}
