package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A ledger of one row that can be set back to any state, for walking interleavings. Not thread-safe. */
public final class MemoryLedger implements SinkLedger {
    private final LedgerKey key;
    private LedgerEntry row;

    public MemoryLedger(LedgerKey key) {
        this.key = key;
        this.row = entry(0, 0);
    }

    /** Sets the row; a claim of 0 is none. */
    public void set(long committed, long claimEnd) {
        row = entry(committed, claimEnd);
    }

    private LedgerEntry entry(long committed, long claimEnd) {
        return new LedgerEntry(
                key,
                0,
                committed,
                claimEnd == 0 ? Optional.empty() : Optional.of(new LedgerEntry.Claim(claimEnd, 0)),
                new Counts(committed, 0, 0, 0, 0, List.of(committed)),
                OptionalLong.empty(),
                false,
                0,
                Optional.empty());
    }

    @Override
    public void create(VersionId version, Map<Integer, Long> startOffsets, int views) {}

    @Override
    public Map<Integer, LedgerEntry> read(VersionId version) {
        return Map.of(key.partition(), row);
    }

    @Override
    public Optional<LedgerEntry> read(LedgerKey asked) {
        return Optional.of(row);
    }

    @Override
    public Outcome claim(LedgerKey asked, long committed, long end) {
        if (row.committed() != committed || row.claim().isPresent()) {
            return new Outcome.Lost(row);
        }
        row = entry(committed, end);
        return new Outcome.Done(row);
    }

    @Override
    public Outcome settle(LedgerKey asked, long committed, long end, Counts counts, OptionalLong maxEventTime) {
        if (row.committed() != committed
                || row.claim().map(LedgerEntry.Claim::end).orElse(0L) != end) {
            return new Outcome.Lost(row);
        }
        row = entry(end, 0);
        return new Outcome.Done(row);
    }

    @Override
    public Outcome markIdle(LedgerKey asked, long committed, boolean idle) {
        return new Outcome.Lost(row);
    }

    @Override
    public void drop(VersionId version) {}
}
