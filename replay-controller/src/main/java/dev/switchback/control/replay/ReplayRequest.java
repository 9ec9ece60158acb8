package dev.switchback.control.replay;

import java.util.Optional;

/**
 * What a user asked for.
 *
 * @param mode who orders the switch
 * @param acceptLoss present: events that the log has lost already are given up, knowingly
 * @param throttle as first ordered; {@link Replay#throttle} is what counts
 * @param gates beside those that every replay has
 * @param by who asked, as they said; empty where they did not say
 */
public record ReplayRequest(
        SwitchMode mode,
        Optional<AcceptedLoss> acceptLoss,
        CatchUpLimits catchUp,
        Throttle throttle,
        Optional<Gates> gates,
        String by) {

    /** Without gates of its own. */
    public ReplayRequest(
            SwitchMode mode, Optional<AcceptedLoss> acceptLoss, CatchUpLimits catchUp, Throttle throttle, String by) {
        this(mode, acceptLoss, catchUp, throttle, Optional.empty(), by);
    }

    /** Who accepted that the log does not reach offset zero, and why; both go into the journal. */
    public record AcceptedLoss(String by, String reason) {}
}
