package dev.switchback.processor.runtime;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One partition's row of a ledger that nobody else writes and that is kept nowhere. Belongs to one thread. */
final class PassingLedger implements SinkLedger {
    private LedgerEntry row;

    PassingLedger(LedgerKey key, int views) {
        row = new LedgerEntry(
                key, 0, 0, Optional.empty(), Counts.zero(views), OptionalLong.empty(), false, 0, Optional.empty());
    }

    @Override
    public void create(VersionId version, Map<Integer, Long> startOffsets, int views) {
        throw new UnsupportedOperationException("the row is there from the beginning");
    }

    @Override
    public Map<Integer, LedgerEntry> read(VersionId version) {
        return Map.of(row.key().partition(), row);
    }

    @Override
    public Optional<LedgerEntry> read(LedgerKey key) {
        return Optional.of(row);
    }

    @Override
    public Outcome claim(LedgerKey key, long committed, long end) {
        row = row(committed, Optional.of(new LedgerEntry.Claim(end, 0)), row.counts(), row.maxEventTime());
        return new Outcome.Done(row);
    }

    @Override
    public Outcome settle(LedgerKey key, long committed, long end, Counts counts, OptionalLong maxEventTime) {
        row = row(end, Optional.empty(), row.counts().plus(counts), maxEventTime);
        return new Outcome.Done(row);
    }

    private LedgerEntry row(
            long committed, Optional<LedgerEntry.Claim> claim, Counts counts, OptionalLong maxEventTime) {
        return new LedgerEntry(row.key(), 0, committed, claim, counts, maxEventTime, false, 0, Optional.empty());
    }

    @Override
    public Outcome markIdle(LedgerKey key, long committed, boolean idle) {
        return new Outcome.Done(row);
    }

    @Override
    public void drop(VersionId version) {
        throw new UnsupportedOperationException("the row goes with this object");
    }
}
