package dev.switchback.control.launch;

import dev.switchback.control.replay.Replay;
import dev.switchback.views.VersionId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many instances of a version's processor belong to be running: what an operator ordered; else, while the version's replay goes on, what
 * the replay asks for; else the default. Thread-safe.
 */
public final class Instances {
    /** More than anybody needs for one topic; a slip of the finger must not start thousands of processes. */
    public static final int MOST = 500;

    private final InstanceOrders orders;
    private final int standard;

    /** @param standard 1 or more */
    public Instances(InstanceOrders orders, int standard) {
        this.orders = orders;
        this.standard = standard;
    }

    /** @param newest the version's newest replay */
    public int of(VersionId version, Optional<Replay> newest) {
        OptionalInt ordered = orders.of(version);
        if (ordered.isPresent()) {
            return ordered.getAsInt();
        }
        return newest.filter(replay -> !replay.state().isOver()).stream()
                .flatMapToInt(replay -> replay.request().instances().stream())
                .findFirst()
                .orElse(standard);
    }
}
