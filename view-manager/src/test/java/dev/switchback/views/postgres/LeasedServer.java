package dev.switchback.views.postgres;

import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The reader's side of the barrier in its plainest form; pauses at random, longer than its lease at times. */
final class LeasedServer {
    private static final Duration LEASE = Duration.ofMillis(40);

    private final UUID id = UUID.randomUUID();
    private final PointerLeases leases;
    private final String pipeline;
    private final Random random;
    private long epoch;
    private boolean holding = true;
    private long leaseEnd = System.nanoTime();

    LeasedServer(PointerLeases leases, String pipeline, Random random) {
        this.leases = leases;
        this.pipeline = pipeline;
        this.random = random;
    }

    UUID id() {
        return id;
    }

    /** The epoch that a query would answer from; empty where it would have to wait. */
    synchronized OptionalLong epochNow() {
        return holding || System.nanoTime() - leaseEnd >= 0 ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    boolean keepLease(AtomicBoolean over) {
        while (!over.get()) {
            long asked = System.nanoTime();
            Pointer pointer = leases.renew(id, LEASE).stream()
                    .filter(row -> row.pipeline().equals(pipeline))
                    .findFirst()
                    .orElseThrow();
            // The answer may be late; the lease counts from before the question all the same.
            pauseAtTimes();
            learn(pointer, asked + LEASE.toNanos());
            pointer.preparation().ifPresent(preparation -> {
                pauseAtTimes();
                leases.acknowledge(id, pipeline, preparation.id());
            });
            LockSupport.parkNanos(random.nextInt(8_000_000));
        }
        return true;
    }

    private synchronized void learn(Pointer pointer, long newLeaseEnd) {
        holding = pointer.preparation().isPresent();
        epoch = pointer.epoch();
        leaseEnd = newLeaseEnd;
    }

    private void pauseAtTimes() {
        if (random.nextInt(25) == 0) {
            LockSupport.parkNanos(random.nextLong(LEASE.multipliedBy(2).toNanos()));
        }
    }
}
