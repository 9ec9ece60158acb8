package dev.switchback.query.barrier;

import dev.switchback.views.pointer.Pointer;
import java.time.Duration;
import java.util.Map;

/**
 * The newest thing that a server read; replaced as a whole, so that lease and rows always belong together.
 *
 * @param number counts the attempts to read; this is the last one that ended
 * @param succeeded whether that attempt did; if not, lease and rows are those of an earlier one
 * @param term counts the times that the lease began anew after it had run out: within one term it never did
 * @param rows by pipeline
 */
record Reading(long number, boolean succeeded, Lease lease, long term, Map<String, Pointer> rows) {

    /** The rule of the barrier: no answer without a running lease, none while a preparation is known. */
    Resolution resolve(String pipeline, ServerClock clock) {
        if (!lease.runs(clock)) {
            return new Resolution.LeaseOver();
        }
        Pointer row = rows.get(pipeline);
        if (row == null) {
            return new Resolution.Unknown();
        }
        return row.preparation().isPresent() ? new Resolution.Hold(row) : new Resolution.Serve(row);
    }

    /** From this reading to the next one, unless something wants it sooner. */
    Duration pause(BarrierTimes times) {
        if (!succeeded) {
            return times.retry();
        }
        return holds() ? times.holdPoll() : times.renewal();
    }

    private boolean holds() {
        return rows.values().stream().anyMatch(row -> row.preparation().isPresent());
    }
}
