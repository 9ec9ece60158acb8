package dev.switchback.control.step;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.pointer.PointerControl;

/**
 * Whether a replay's processor leaves its machine to others (ADR 192): where a version answers queries, which a replay must not harm, and under
 * protection. Thread-safe.
 */
public final class Courtesy {
    private final ProcessorLauncher launcher;
    private final PointerControl pointer;

    public Courtesy(ProcessorLauncher launcher, PointerControl pointer) {
        this.launcher = launcher;
        this.pointer = pointer;
    }

    /** Of a replay that has not caught up; to be called again, since throttle and active version may change. */
    void keep(Replay replay) {
        boolean givesWay = replay.throttle().protect().isPresent()
                || pointer.read(replay.version().pipeline()).version().isPresent();
        launcher.giveWay(replay.version(), givesWay);
    }

    /** The version may be switched to: it has to keep up as the active one does. */
    void end(Replay replay) {
        launcher.giveWay(replay.version(), false);
    }
}
