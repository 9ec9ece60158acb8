package dev.switchback.control.kubernetes;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * What the control loop wants, until it has not said so for a while: a controller that lost its lead gives no orders any more, and what it ordered
 * must not be carried out against the one that leads now. Thread-safe.
 */
final class Orders {
    /** The loop repeats its orders every second. */
    static final Duration VALID = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<VersionId, Order> orders = new HashMap<>();

    /** @param nanoTime a monotonic clock */
    Orders(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Wanted of one version.
     *
     * @param instances empty: none, the Deployment is to go
     * @param gone whether it is known to have gone
     */
    record Order(OptionalInt instances, long givenAt, boolean gone) {
        boolean stop() {
            return instances.isEmpty();
        }
    }

    synchronized void run(VersionId version, int instances) {
        orders.put(version, new Order(OptionalInt.of(instances), nanoTime.getAsLong(), false));
    }

    synchronized void stop(VersionId version) {
        Order before = orders.get(version);
        boolean gone = before != null && valid(before) && before.stop() && before.gone();
        orders.put(version, new Order(OptionalInt.empty(), nanoTime.getAsLong(), gone));
    }

    /** The Deployment of a version that was to stop does not exist; of no effect where it is to run again. */
    synchronized void gone(VersionId version) {
        orders.computeIfPresent(
                version, (_, order) -> order.stop() ? new Order(order.instances(), order.givenAt(), true) : order);
    }

    /** Orders that hold. */
    synchronized Map<VersionId, Order> valid() {
        orders.values().removeIf(order -> !valid(order));
        return Map.copyOf(orders);
    }

    private boolean valid(Order order) {
        return nanoTime.getAsLong() - order.givenAt() < VALID.toNanos();
    }
}
