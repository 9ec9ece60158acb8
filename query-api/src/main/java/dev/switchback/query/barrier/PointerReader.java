package dev.switchback.query.barrier;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pointers for one server. There is one way to read, {@link #read()}: it reads every row and, but for the reading after an
 * acknowledgement, renews the lease, in one transaction; it is called by one thread only, so that what is known always comes from the newest
 * transaction. {@link #latest()} may be called by any thread. See ADR 050 and 193.
 */
final class PointerReader {
    private static final Logger log = LoggerFactory.getLogger(PointerReader.class);

    private final PointerLeases leases;
    private final BarrierTimes times;
    private final ServerClock clock;
    private final UUID server = UUID.randomUUID();
    private final HoldObserver observer;
    private final Map<String, Long> acknowledged = new HashMap<>();
    /** Since when, by the monotonic clock, each pipeline that is held now is held. */
    private final Map<String, Long> heldSince = new HashMap<>();

    /** Whether the next reading is a look: one renewal led to an acknowledgement, and most likely the next reading ends the hold. */
    private boolean lookNext;

    private volatile Reading latest;

    PointerReader(PointerLeases leases, BarrierTimes times, ServerClock clock, HoldObserver observer) {
        this.leases = leases;
        this.times = times;
        this.clock = clock;
        this.observer = observer;
        this.latest = new Reading(0, false, new Lease(clock.nanos() - 1, Long.MIN_VALUE), 0, Map.of());
    }

    UUID server() {
        return server;
    }

    Reading latest() {
        return latest;
    }

    Resolution resolve(String pipeline) {
        return latest.resolve(pipeline, clock);
    }

    /** Reads once and acknowledges the preparations seen, after the queries that would have been answered before are held. */
    void read() {
        Reading before = latest;
        // Never twice in a row: a server that holds for long renews its lease all the same.
        boolean looks = lookNext && before.lease().runs(clock);
        lookNext = false;
        Lease lease = looks ? before.lease() : Lease.from(clock, times.countedLease());
        List<Pointer> rows;
        try {
            rows = looks ? leases.look() : leases.renew(server, times.lease());
        } catch (RuntimeException e) {
            if (e instanceof StoreUnavailableException) {
                log.warn("the active pointers could not be read: {}", e.getMessage());
            } else {
                log.error("reading the active pointers failed", e);
            }
            latest = new Reading(before.number() + 1, false, before.lease(), before.term(), before.rows());
            return;
        }
        if (!onward(before, rows)) {
            latest = new Reading(before.number() + 1, false, before.lease(), before.term(), before.rows());
            return;
        }
        latest = new Reading(
                before.number() + 1,
                true,
                lease,
                looks || before.lease().runs(clock) ? before.term() : before.term() + 1,
                rows.stream().collect(Collectors.toUnmodifiableMap(Pointer::pipeline, r -> r)));
        observeHolds(rows);
        boolean acknowledges = false;
        for (Pointer row : rows) {
            if (row.preparation().isPresent()) {
                acknowledges |=
                        acknowledge(row.pipeline(), row.preparation().get().id());
            }
        }
        lookNext = acknowledges && !looks;
    }

    private void observeHolds(List<Pointer> rows) {
        for (Pointer row : rows) {
            if (row.preparation().isPresent()) {
                heldSince.putIfAbsent(row.pipeline(), clock.nanos());
            } else {
                Long since = heldSince.remove(row.pipeline());
                if (since != null) {
                    observer.barrierHeld(Duration.ofNanos(clock.nanos() - since));
                }
            }
        }
    }

    /** Rows older than what was read before mean that PostgreSQL lost data: going on from them would break the order of answers. */
    private static boolean onward(Reading before, List<Pointer> rows) {
        for (Pointer row : rows) {
            Pointer known = before.rows().get(row.pipeline());
            if (known != null && known.epoch() > row.epoch()) {
                log.error(
                        "PostgreSQL holds epoch {} of {} after {} was read: it has lost data; restart this server to go on from there",
                        row.epoch(),
                        row.pipeline(),
                        known.epoch());
                return false;
            }
        }
        return true;
    }

    /** Returns whether the preparation was acknowledged now. */
    private boolean acknowledge(String pipeline, long preparation) {
        if (acknowledged.getOrDefault(pipeline, -1L) == preparation) {
            return false;
        }
        try {
            leases.acknowledge(server, pipeline, preparation);
            acknowledged.put(pipeline, preparation);
            return true;
        } catch (RuntimeException e) {
            // The next reading comes within holdPoll and tries again; until then the controller waits for us.
            log.warn("the preparation of {} could not be acknowledged: {}", pipeline, e.getMessage());
            return false;
        }
    }

    /** Answers nothing any more, and gives the lease back if PostgreSQL answered last time; otherwise it runs out by itself. */
    void release() {
        boolean reachable = latest.succeeded();
        latest = new Reading(
                latest.number() + 1, false, new Lease(clock.nanos() - 1, Long.MIN_VALUE), latest.term(), Map.of());
        if (reachable) {
            leases.release(server);
        }
    }
}
