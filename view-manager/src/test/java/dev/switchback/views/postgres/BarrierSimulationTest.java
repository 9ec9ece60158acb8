package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.pointer.PointerControl.FlipOutcome;
import dev.switchback.views.pointer.PointerControl.PrepareOutcome;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Query servers that pause at random beside a controller that switches without end, all on the real pointer. */
@ResourceLock(TestDatabase.LEASES)
final class BarrierSimulationTest {
    private static final int SERVERS = 3;
    private static final Duration LENGTH = Duration.ofSeconds(4);
    /** As many are made, however long a slow machine takes. */
    private static final int FLIPS = 5;

    private static final Duration HOLD = Duration.ofMillis(60);

    private final PointerControl control = new PostgresPointerControl(TestDatabase.dataSource());
    private final PointerLeases leases = new PostgresPointerLeases(TestDatabase.dataSource());
    private final String pipeline = TestEngines.uniqueName("barrier");
    private final AtomicLong newestAnswered = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    @Timeout(180)
    @DisplayName("P5: once an epoch was answered, no later question is answered from an older one")
    void noOlderEpochIsAnswered() throws Exception {
        PostgresVersionCatalog catalog = new PostgresVersionCatalog(TestDatabase.dataSource());
        for (int number = 1; number <= 2; number++) {
            catalog.register(pipeline, "m" + number, "f" + number, 1);
            catalog.moveSlot(new VersionId(pipeline, number), Slot.REGISTERED, Slot.SHADOW);
        }
        List<LeasedServer> servers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < SERVERS; i++) {
                LeasedServer server = new LeasedServer(leases, pipeline, new Random(i));
                servers.add(server);
                running.add(threads.submit(() -> server.keepLease(over)));
                running.add(threads.submit(() -> ask(server)));
            }
            long flips = switchUntil(System.nanoTime() + LENGTH.toNanos(), new Random(99));
            assertTrue(Waiting.until(() -> newestAnswered.get() == flips, "epoch " + flips + " to be answered"));
            over.set(true);
            for (Future<?> task : running) {
                task.get();
            }
            assertEquals(flips, control.read(pipeline).epoch());
        } finally {
            over.set(true);
            servers.forEach(server -> leases.release(server.id()));
        }
    }

    private boolean ask(LeasedServer server) {
        while (!over.get()) {
            long newest = newestAnswered.get();
            server.epochNow().ifPresent(epoch -> {
                if (epoch < newest) {
                    throw new AssertionError("epoch " + epoch + " was answered after " + newest);
                }
                newestAnswered.accumulateAndGet(epoch, Math::max);
            });
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    private long switchUntil(long end, Random random) {
        long epoch = 0;
        while (System.nanoTime() < end || epoch < FLIPS) {
            PrepareOutcome outcome = control.prepare(pipeline, (int) (1 + epoch % 2), epoch, HOLD);
            if (outcome instanceof PrepareOutcome.Prepared(var preparation)) {
                FlipOutcome flip = control.flip(pipeline, preparation.id());
                while (flip instanceof FlipOutcome.Awaiting) {
                    LockSupport.parkNanos(1_000_000);
                    flip = control.flip(pipeline, preparation.id());
                }
                epoch += flip instanceof FlipOutcome.Flipped ? 1 : 0;
            }
            LockSupport.parkNanos(random.nextInt(5_000_000));
        }
        return epoch;
    }
}
