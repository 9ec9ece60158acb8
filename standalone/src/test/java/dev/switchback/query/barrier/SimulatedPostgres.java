package dev.switchback.query.barrier;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.pointer.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One pipeline's row with its lock, the leases and the acknowledgements, and the network before them: statements and their results take
 * their time, get lost, and go on in PostgreSQL though their sender is stopped or dead.
 */
final class SimulatedPostgres {
    static final String PIPELINE = "sim";
    /** After so long between two statements of a transaction PostgreSQL ends it. */
    static final long IDLE_IN_TRANSACTION = 100_000;

    private static final long CLIENT_GIVES_UP = 30_000;

    final VirtualTime time;
    final Random random;
    final Mutation mutation;
    final Map<UUID, Long> leases = new HashMap<>();
    final Map<UUID, Long> acknowledged = new HashMap<>();
    private final Set<Reply<?>> pending = new HashSet<>();
    private final List<Runnable> listeners = new ArrayList<>();
    RowLock lock = new RowLock();
    long epoch;
    int version;
    long preparation;
    int preparing;
    long deadline;
    /** No message is lost or late any more. */
    boolean calm;

    /** One step in so many is slow. */
    private final int slowness;

    private int starts;

    SimulatedPostgres(VirtualTime time, Random random, Mutation mutation) {
        this.time = time;
        this.random = random;
        this.mutation = mutation;
        this.slowness = 2 + random.nextInt(40);
    }

    /** The row as a statement reads it now, by PostgreSQL's clock. */
    Pointer row() {
        return new Pointer(
                PIPELINE,
                epoch == 0 ? OptionalInt.empty() : OptionalInt.of(version),
                epoch,
                preparing != 0 && time.now() < deadline
                        ? Optional.of(new Pointer.Preparation(preparation, preparing, (deadline - time.now()) / 1_000))
                        : Optional.empty());
    }

    Set<UUID> awaited(long preparationId) {
        Set<UUID> awaited = new HashSet<>();
        if (mutation != Mutation.FLIP_WITHOUT_ACKNOWLEDGEMENTS) {
            leases.forEach((server, end) -> {
                if (end > time.now() && acknowledged.getOrDefault(server, 0L) != preparationId) {
                    awaited.add(server);
                }
            });
        }
        return awaited;
    }

    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void unlisten(Runnable listener) {
        listeners.remove(listener);
    }

    /** Tells the servers that the row changed; each of them may miss it. */
    void tellServers() {
        for (Runnable listener : listeners) {
            if (random.nextInt(20) > 0) {
                time.after(travel(), listener);
            }
        }
    }

    /** PostgreSQL crashes and starts again: what was committed stays, but perhaps acknowledgements; locks and connections go. */
    void restart() {
        starts++;
        if (random.nextBoolean()) {
            acknowledged.clear();
        }
        lock = new RowLock();
        for (Reply<?> reply : List.copyOf(pending)) {
            reply.fail(1_000);
        }
    }

    /** Counts the times that it was started: what began before a restart does not go on after it. */
    int starts() {
        return starts;
    }

    /** What one statement does in PostgreSQL; {@code done} is called where it ends, unless it never does. */
    interface Statement<T> {
        void run(Consumer<T> done);
    }

    /** Sends a statement and waits for its result. */
    <T> T call(SimulatedProcess sender, VirtualTime.Actor actor, Statement<T> statement) {
        Reply<T> reply = new Reply<>(sender, actor);
        pending.add(reply);
        if (sender.cutOff() || unlucky()) {
            reply.fail(CLIENT_GIVES_UP);
        } else {
            int sentTo = starts;
            time.after(travel(sender), () -> {
                if (starts == sentTo) {
                    statement.run(reply::succeed);
                }
            });
        }
        return reply.await();
    }

    private boolean unlucky() {
        return !calm && random.nextInt(150) == 0;
    }

    private long travel(SimulatedProcess process) {
        long travel = travel();
        if (travel > 10_000) {
            process.noteFaultUntil(time.now() + travel);
        }
        return travel;
    }

    /** How long a message takes: mostly about a millisecond, sometimes as long as a lease. */
    long travel() {
        int kind = random.nextInt(200);
        if (kind < 180 || calm) {
            return 100L + random.nextInt(1_400);
        }
        return kind < 199 ? random.nextInt(10_000) : random.nextInt(350_000);
    }

    /** How long PostgreSQL takes for a part of a statement. */
    long step() {
        return random.nextInt(slowness) == 0 && !calm ? random.nextInt(30_000) : random.nextInt(300);
    }

    private final class Reply<T> {
        private final SimulatedProcess receiver;
        private final VirtualTime.Actor actor;
        private Optional<T> result = Optional.empty();
        private boolean decided;

        Reply(SimulatedProcess receiver, VirtualTime.Actor actor) {
            this.receiver = receiver;
            this.actor = actor;
        }

        T await() {
            actor.suspend();
            return result.orElseThrow(
                    () -> new StoreUnavailableException("simulated", new IllegalStateException("simulated")));
        }

        void succeed(T value) {
            if (unlucky()) {
                fail(CLIENT_GIVES_UP);
            } else {
                deliver(travel(receiver), Optional.of(value));
            }
        }

        void fail(long delay) {
            receiver.noteFaultUntil(time.now() + delay);
            deliver(delay, Optional.empty());
        }

        private void deliver(long delay, Optional<T> value) {
            if (decided) {
                return;
            }
            decided = true;
            pending.remove(this);
            receiver.after(delay, () -> {
                result = receiver.cutOff() ? Optional.empty() : value;
                actor.resume();
            });
        }
    }
}
