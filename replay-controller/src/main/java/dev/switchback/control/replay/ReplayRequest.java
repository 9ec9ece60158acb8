package dev.switchback.control.replay;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user asked for.
 *
 * @param mode who orders the switch
 * @param acceptLoss present: events that the log has lost already are given up, knowingly
 * @param throttle as first ordered; {@link Replay#throttle} is what counts
 * @param gates beside those that every replay has
 * @param checks the version that is compared with what is built, which is then removed; empty: what is built is there to stay
 * @param instances of the version's processor until the replay is over; empty: as many as usual
 * @param by who asked, as they said; empty where they did not say
 */
public record ReplayRequest(
        SwitchMode mode,
        Optional<AcceptedLoss> acceptLoss,
        CatchUpLimits catchUp,
        Throttle throttle,
        Optional<Gates> gates,
        OptionalInt checks,
        OptionalInt instances,
        String by) {

    /** Without gates of its own. */
    public ReplayRequest(
            SwitchMode mode, Optional<AcceptedLoss> acceptLoss, CatchUpLimits catchUp, Throttle throttle, String by) {
        this(mode, acceptLoss, catchUp, throttle, Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), by);
    }

    /** The same with so many instances. */
    public ReplayRequest withInstances(OptionalInt wanted) {
        return new ReplayRequest(mode, acceptLoss, catchUp, throttle, gates, checks, wanted, by);
    }

    /** The same for a replay that repeats a version to be compared with it. */
    public ReplayRequest checking(int version) {
        return new ReplayRequest(mode, acceptLoss, catchUp, throttle, gates, OptionalInt.of(version), instances, by);
    }

    /** Who accepted that the log does not reach offset zero, and why; both go into the journal. */
    public record AcceptedLoss(String by, String reason) {}
}
