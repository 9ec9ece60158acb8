package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.loop.Leadership;

/** Lets only the leading controller take orders; the others serve reads. Thread-safe. */
public final class LeaderGate {
    private final Leadership leadership;

    public LeaderGate(Leadership leadership) {
        this.leadership = leadership;
    }

    public boolean leading() {
        return leadership.leading();
    }

    /** @throws ControlException {@link ErrorCode#NOT_LEADING} */
    void requireLead() {
        if (!leadership.leading()) {
            throw new ControlException(
                    ErrorCode.NOT_LEADING, "Another controller leads; send the order there, or try again.");
        }
    }
}
