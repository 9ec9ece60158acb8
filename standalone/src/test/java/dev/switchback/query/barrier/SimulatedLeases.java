package dev.switchback.query.barrier;

import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One query server's connection; each call is one statement, as in {@code PostgresPointerLeases}. */
final class SimulatedLeases implements PointerLeases {
    private final SimulatedPostgres postgres;
    private final SimulatedProcess process;
    private final VirtualTime.Actor actor;

    SimulatedLeases(SimulatedPostgres postgres, SimulatedProcess process, VirtualTime.Actor actor) {
        this.postgres = postgres;
        this.process = process;
        this.actor = actor;
    }

    @Override
    public List<Pointer> renew(UUID server, Duration lease) {
        return postgres.call(process, actor, done -> {
            if (postgres.mutation == Mutation.READ_WITHOUT_LOCK) {
                read(server, lease, () -> {}, done);
            } else {
                RowLock lock = postgres.lock;
                lock.share(() -> read(server, lease, lock::unshare, done));
            }
        });
    }

    @Override
    public List<Pointer> look() {
        return postgres.call(process, actor, done -> {
            if (postgres.mutation == Mutation.READ_WITHOUT_LOCK) {
                look(() -> {}, done);
            } else {
                RowLock lock = postgres.lock;
                lock.share(() -> look(lock::unshare, done));
            }
        });
    }

    private void look(Runnable unlock, Consumer<List<Pointer>> done) {
        Pointer row = postgres.row();
        int start = postgres.starts();
        postgres.time.after(postgres.step(), () -> {
            if (postgres.starts() == start) {
                unlock.run();
                done.accept(List.of(row));
            }
        });
    }

    private void read(UUID server, Duration lease, Runnable unlock, Consumer<List<Pointer>> done) {
        Pointer row = postgres.row();
        int start = postgres.starts();
        long shorter = postgres.mutation == Mutation.LEASE_STORED_SHORTER ? 50_000 : 0;
        long micros = lease.toNanos() / 1_000 - shorter;
        if (postgres.mutation == Mutation.ACKNOWLEDGE_BEFORE_HOLDING) {
            row.preparation().ifPresent(preparation -> postgres.acknowledged.put(server, preparation.id()));
        }
        boolean late = postgres.mutation == Mutation.LEASE_AFTER_LOCK;
        if (late) {
            unlock.run();
        }
        postgres.time.after(late && postgres.random.nextInt(10) == 0 ? 60_000 : postgres.step(), () -> {
            if (postgres.starts() != start) {
                return;
            }
            postgres.leases.put(server, postgres.time.now() + micros);
            if (!late) {
                unlock.run();
            }
            done.accept(List.of(row));
        });
    }

    @Override
    public void acknowledge(UUID server, String pipeline, long preparation) {
        var _ = postgres.<Boolean>call(process, actor, done -> {
            postgres.acknowledged.merge(server, preparation, Math::max);
            done.accept(true);
        });
    }

    @Override
    public Pointer readSettled(String pipeline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(UUID server) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable listen(Consumer<String> listener) {
        throw new UnsupportedOperationException();
    }
}
