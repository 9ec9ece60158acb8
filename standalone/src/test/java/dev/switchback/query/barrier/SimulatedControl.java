package dev.switchback.query.barrier;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** One controller's connection, with the transactions and statements of {@code PostgresPointerControl}. */
final class SimulatedControl implements PointerControl {
    private final SimulatedPostgres postgres;
    private final SimulatedProcess process;
    private final VirtualTime.Actor actor;
    private final Ledger ledger;

    SimulatedControl(SimulatedPostgres postgres, SimulatedProcess process, VirtualTime.Actor actor, Ledger ledger) {
        this.postgres = postgres;
        this.process = process;
        this.actor = actor;
        this.ledger = ledger;
    }

    @Override
    public Map<UUID, Instant> leases() {
        return postgres.call(process, actor, done -> {
            Map<UUID, Instant> running = new HashMap<>();
            postgres.leases.forEach((server, end) -> {
                if (end > postgres.time.now()) {
                    running.put(server, Instant.EPOCH.plus(end, ChronoUnit.MICROS));
                }
            });
            done.accept(running);
        });
    }

    @Override
    public void rouse(String pipeline) {
        var _ = postgres.<Boolean>call(process, actor, done -> {
            postgres.tellServers();
            done.accept(true);
        });
    }

    @Override
    public Pointer read(String pipeline) {
        return postgres.call(process, actor, done -> done.accept(postgres.row()));
    }

    @Override
    public Set<UUID> awaited(String pipeline, long preparation) {
        return postgres.call(process, actor, done -> done.accept(postgres.awaited(preparation)));
    }

    @Override
    public PrepareOutcome prepare(String pipeline, int version, long expectedEpoch, Duration hold) {
        Transaction transaction = new Transaction();
        transaction.lockRow();
        Pointer row = transaction.read();
        if (row.epoch() != expectedEpoch || row.preparation().isPresent()) {
            transaction.rollBack();
            return new PrepareOutcome.Conflict(row);
        }
        long id = postgres.preparation + 1;
        transaction.commit(() -> {
            postgres.preparation = id;
            postgres.preparing = version;
            postgres.deadline = postgres.time.now() + hold.toNanos() / 1_000;
        });
        return new PrepareOutcome.Prepared(new Pointer.Preparation(id, version, hold.toMillis()));
    }

    @Override
    public FlipOutcome flip(String pipeline, long preparation) {
        Transaction transaction = new Transaction();
        Seen seen = transaction.lockAndLook(preparation);
        Pointer row = seen.row();
        Optional<Pointer.Preparation> running = row.preparation().filter(prepared -> prepared.id() == preparation);
        if (running.isEmpty()) {
            transaction.rollBack();
            ledger.givenUp(preparation);
            return new FlipOutcome.Expired(row);
        }
        if (!seen.awaited().isEmpty()) {
            transaction.rollBack();
            return new FlipOutcome.Awaiting(seen.awaited());
        }
        int version = running.get().version();
        transaction.commit(() -> {
            postgres.epoch++;
            postgres.version = version;
            postgres.preparing = 0;
            ledger.flipped(postgres.epoch, version, preparation);
        });
        return new FlipOutcome.Flipped(
                new Pointer(pipeline, OptionalInt.of(version), row.epoch() + 1, Optional.empty()));
    }

    @Override
    public void abandon(String pipeline, long preparation) {
        Transaction transaction = new Transaction();
        transaction.lockRow();
        transaction.commit(() -> {
            if (postgres.preparation == preparation) {
                postgres.preparing = 0;
            }
        });
    }

    /** What a flip decides on. */
    private record Seen(Pointer row, Set<UUID> awaited) {}

    /** PostgreSQL ends it where the controller is silent for too long. */
    private final class Transaction {
        private final RowLock lock = postgres.lock;
        private final int start = postgres.starts();
        private boolean open = true;
        private long statements;

        void lockRow() {
            var _ = statement(done -> lock.lock(() -> {
                if (postgres.starts() == start) {
                    ended();
                    done.accept(true);
                }
            }));
        }

        Pointer read() {
            return statement(done -> {
                ended();
                done.accept(postgres.row());
            });
        }

        /** One message: the row is locked, and then a later statement of it sees row, clock and leases. */
        Seen lockAndLook(long preparation) {
            return statement(done -> {
                Pointer early = postgres.row();
                step(() -> lock.lock(() -> step(() -> {
                    ended();
                    Pointer row = postgres.mutation == Mutation.DEADLINE_BEFORE_LOCK ? early : postgres.row();
                    done.accept(new Seen(row, postgres.awaited(preparation)));
                })));
            });
        }

        private void step(Runnable next) {
            postgres.time.after(postgres.step(), () -> {
                if (postgres.starts() == start) {
                    next.run();
                }
            });
        }

        void commit(Runnable change) {
            var _ = statement(done -> step(() -> {
                change.run();
                close();
                postgres.tellServers();
                done.accept(true);
            }));
        }

        void rollBack() {
            var _ = statement(done -> {
                close();
                done.accept(true);
            });
        }

        private <T> T statement(SimulatedPostgres.Statement<T> body) {
            Optional<T> result = postgres.call(process, actor, done -> {
                statements++;
                if (open && postgres.starts() == start) {
                    body.run(value -> done.accept(Optional.of(value)));
                } else {
                    done.accept(Optional.empty());
                }
            });
            return result.orElseThrow(() -> new StoreUnavailableException("ended", new IllegalStateException()));
        }

        /** A statement ended: from here on the transaction is idle. */
        private void ended() {
            long last = statements;
            postgres.time.after(SimulatedPostgres.IDLE_IN_TRANSACTION, () -> {
                if (statements == last) {
                    close();
                }
            });
        }

        private void close() {
            if (open) {
                open = false;
                lock.unlock();
            }
        }
    }

    /** Is told what was decided. */
    interface Ledger {
        void flipped(long epoch, int version, long preparation);

        void givenUp(long preparation);
    }
}
