package dev.switchback.query.barrier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A process that may be stopped for a while, cut off from PostgreSQL, or killed; its actors and timers go with it. */
final class SimulatedProcess {
    private final VirtualTime time;
    private final List<VirtualTime.Actor> actors = new ArrayList<>();
    private long stoppedUntil;
    private long cutOffUntil;
    private long faultAt = Long.MIN_VALUE;
    private boolean killed;

    SimulatedProcess(VirtualTime time) {
        this.time = time;
    }

    VirtualTime.Actor start(Consumer<VirtualTime.Actor> body) {
        VirtualTime.Actor[] self = new VirtualTime.Actor[1];
        self[0] = time.start(() -> body.accept(self[0]));
        actors.add(self[0]);
        return self[0];
    }

    /** Runs {@code action} in this process after so long; later if it is stopped then, never if it is killed before. */
    void after(long micros, Runnable action) {
        time.after(micros, () -> {
            if (killed) {
                return;
            }
            if (time.now() < stoppedUntil) {
                after(stoppedUntil - time.now(), action);
            } else {
                action.run();
            }
        });
    }

    /** Blocks the actor for so long. */
    void sleep(VirtualTime.Actor actor, long micros) {
        after(micros, actor::resume);
        actor.suspend();
    }

    void stop(long micros) {
        stoppedUntil = Math.max(stoppedUntil, time.now() + micros);
        faultAt = stoppedUntil;
    }

    void cutOff(long micros) {
        cutOffUntil = Math.max(cutOffUntil, time.now() + micros);
        faultAt = Math.max(faultAt, cutOffUntil);
    }

    void kill() {
        killed = true;
        actors.forEach(VirtualTime.Actor::end);
    }

    void noteFaultUntil(long end) {
        faultAt = Math.max(faultAt, end);
    }

    boolean killed() {
        return killed;
    }

    boolean stopped() {
        return time.now() < stoppedUntil;
    }

    boolean cutOff() {
        return time.now() < cutOffUntil;
    }

    /** The last moment at which anything was wrong with this process or its connection. */
    long faultAt() {
        return faultAt;
    }
}
