package dev.switchback.query.barrier;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** The row of one pipeline, its leases and acknowledgements, as DESIGN.md section 5 describes them; time is the test's. */
final class SimulatedPointer {
    static final String PIPELINE = "sim";

    private final Random random;
    private final Map<UUID, Long> leases = new HashMap<>();
    private final Map<UUID, Long> acknowledged = new HashMap<>();
    long now;
    long epoch;
    private long lastPreparation;
    private boolean preparing;
    private long deadline;

    SimulatedPointer(Random random) {
        this.random = random;
    }

    Pointer row() {
        Optional<Pointer.Preparation> preparation = preparing && now < deadline
                ? Optional.of(new Pointer.Preparation(lastPreparation, (int) epoch + 2, deadline - now))
                : Optional.empty();
        return new Pointer(PIPELINE, OptionalInt.of((int) epoch + 1), epoch, preparation);
    }

    void prepare(long hold) {
        if (!preparing || now >= deadline) {
            lastPreparation++;
            preparing = true;
            deadline = now + hold;
        }
    }

    void abandon() {
        preparing = false;
    }

    boolean flip() {
        if (!preparing || now >= deadline) {
            return false;
        }
        boolean awaited = leases.entrySet().stream()
                .anyMatch(lease ->
                        lease.getValue() > now && acknowledged.getOrDefault(lease.getKey(), 0L) != lastPreparation);
        if (awaited) {
            return false;
        }
        epoch++;
        preparing = false;
        return true;
    }

    /** One server's way to the row: it may take any time before and after each step, and the connection may break in between. */
    PointerLeases connection(Turns.Actor actor) {
        return new PointerLeases() {
            @Override
            public List<Pointer> renew(UUID server, Duration lease) {
                actor.pause();
                mayBreak();
                leases.put(server, now + lease.toMillis());
                List<Pointer> rows = List.of(row());
                actor.pause();
                mayBreak();
                return rows;
            }

            @Override
            public void acknowledge(UUID server, String pipeline, long preparation) {
                actor.pause();
                mayBreak();
                acknowledged.merge(server, preparation, Math::max);
                actor.pause();
                mayBreak();
            }

            @Override
            public Pointer readSettled(String pipeline) {
                return row();
            }

            @Override
            public void release(UUID server) {
                leases.remove(server);
            }

            @Override
            public AutoCloseable listen(Consumer<String> listener) {
                return () -> {};
            }
        };
    }

    private void mayBreak() {
        if (random.nextInt(12) == 0) {
            throw new StoreUnavailableException("the simulated connection broke", new IllegalStateException());
        }
    }
}
