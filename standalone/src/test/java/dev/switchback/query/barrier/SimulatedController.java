package dev.switchback.query.barrier;

import dev.switchback.control.step.Barrier;
import dev.switchback.control.step.BarrierClock;
import dev.switchback.control.step.Boundaries;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.util.Optional;

/** One controller: the real barrier, driven as the event loop drives it, by orders that outlive it. */
final class SimulatedController {
    static final Duration LONGEST_HOLD = Duration.ofMillis(100);

    private final SimulatedPostgres postgres;
    private final SimulatedProcess process;
    private final Orders orders;

    /** The switches that are ordered; both controllers may work on the same one. */
    interface Orders {
        /** The switch under way, or a new one; empty: enough. */
        Optional<Order> next(long epoch);

        void ended(Order order, Barrier.Outcome outcome);
    }

    record Order(VersionId target, long planned) {}

    SimulatedController(
            SimulatedPostgres postgres, SimulatedProcess process, SimulatedControl.Ledger ledger, Orders orders) {
        this.postgres = postgres;
        this.process = process;
        this.orders = orders;
        process.start(actor -> run(actor, new SimulatedControl(postgres, process, actor, ledger)));
    }

    SimulatedProcess process() {
        return process;
    }

    private void run(VirtualTime.Actor actor, PointerControl control) {
        Duration hold = postgres.calm ? LONGEST_HOLD : LONGEST_HOLD.dividedBy(1 + postgres.random.nextInt(6));
        Boundaries pauses = name -> process.sleep(actor, postgres.step());
        Barrier barrier = new Barrier(control, hold, pauses, clock(actor));
        while (true) {
            process.sleep(actor, postgres.random.nextInt(15_000));
            try {
                Optional<Order> order =
                        orders.next(control.read(SimulatedPostgres.PIPELINE).epoch());
                if (order.isPresent()) {
                    Order now = order.get();
                    orders.ended(now, barrier.move(now.target(), now.planned(), "simulated"));
                }
            } catch (StoreUnavailableException e) {
                process.sleep(actor, 10_000);
            }
        }
    }

    private BarrierClock clock(VirtualTime.Actor actor) {
        return new BarrierClock() {
            @Override
            public long nanos() {
                return postgres.time.now() * 1_000;
            }

            @Override
            public void sleep(Duration length) {
                // Coarser than asked for, so that a run is not all polling.
                process.sleep(actor, length.toNanos() / 1_000 + postgres.random.nextInt(8_000));
            }
        };
    }
}
