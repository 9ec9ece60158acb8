package dev.switchback.views.ledger;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the history store holds for one partition of one version. Offsets are those of the next record, so a range is
 * {@code [from, to)}.
 *
 * @param start offset at which the version began; 0 unless the loss of older events was accepted
 * @param committed every offset below it, and none at or above it, is in the history store, but for a claimed range
 * @param claim the range {@code [committed, claim.end)} may be in the history store, whole or in part
 * @param counts of {@code [start, committed)}
 * @param maxEventTime largest event time among the kept and filtered events so far, epoch milliseconds; empty while there is none
 * @param idle whether the partition was read to its end and has brought no event for the version's idle timeout
 * @param cut the {@code _cut} of rows that are claimed now
 * @param ordered the cut that is ahead of this partition; empty where none is
 */
public record LedgerEntry(
        LedgerKey key,
        long start,
        long committed,
        Optional<Claim> claim,
        Counts counts,
        OptionalLong maxEventTime,
        boolean idle,
        int cut,
        Optional<CutOrder> ordered) {

    /**
     * The entry as the tables of sessions stand, which follow the ledger: with their offset and event time in place of its own. Idle is
     * only what they have followed to the end.
     */
    public LedgerEntry asOf(long offset, OptionalLong eventTime) {
        return new LedgerEntry(
                key,
                start,
                Math.min(committed, offset),
                claim,
                counts,
                eventTime,
                idle && offset >= committed,
                cut,
                ordered);
    }

    /**
     * @param end offset after the last one claimed
     * @param flushesSince how many flushes of this version, over all partitions, were claimed after this one; each took a place in the
     *     history store's memory of insert tokens
     */
    public record Claim(long end, long flushesSince) {}

    /**
     * A cut that the partition has not reached (ADR 110). No claim may reach over its fence; the settlement that ends there makes its
     * number the {@code _cut} of the rows that follow.
     *
     * @param fence offset, more than {@code committed}
     * @param number more than {@code cut}
     */
    public record CutOrder(long fence, int number) {}
}
