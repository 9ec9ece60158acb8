package dev.switchback.processor.runtime;

import dev.switchback.views.run.RunOrder;
import java.util.OptionalLong;

/** The controller's order, as the stream threads obey it. Thread-safe. */
public final class RunControl {
    private final Throttle throttle = new Throttle();
    private volatile boolean paused;

    /** @param instances over which the order's rate is divided, 1 or more */
    public void obey(RunOrder order, int instances) {
        paused = order.paused();
        OptionalLong rate = order.eventsPerSecond();
        throttle.limit(rate.isPresent() ? OptionalLong.of(rate.getAsLong() / instances) : rate);
    }

    /** Whether records may be taken now. */
    boolean open() {
        return !paused && throttle.open();
    }

    void took(int records) {
        throttle.take(records);
    }
}
