package dev.switchback.control.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OrdersTest {
    private static final VersionId V1 = new VersionId("wikipedia", 1);
    private static final VersionId V2 = new VersionId("wikipedia", 2);

    private final AtomicLong now = new AtomicLong(-3);
    private final Orders orders = new Orders(now::get);

    /** Promise P10: a controller that does not lead any more repeats no orders, and what it ordered is not carried out. */
    @Test
    void ordersThatAreNotRepeatedEnd() {
        orders.run(V1, 1);
        orders.stop(V2);
        now.addAndGet(Orders.VALID.toNanos() - 1);
        assertEquals(Set.of(V1, V2), orders.valid().keySet());
        orders.run(V1, 1);
        now.addAndGet(1);
        assertEquals(Set.of(V1), orders.valid().keySet());
    }

    @Test
    void whatIsGoneStaysSoWhileItIsToBeStopped() {
        orders.stop(V1);
        assertFalse(isGone());
        orders.gone(V1);
        orders.stop(V1);
        assertTrue(isGone());
        orders.run(V1, 1);
        assertFalse(isGone());
        orders.gone(V1);
        assertFalse(isGone(), "an answer to the order before this one");
        orders.stop(V1);
        assertFalse(isGone());
    }

    private boolean isGone() {
        return Objects.requireNonNull(orders.valid().get(V1)).gone();
    }
}
