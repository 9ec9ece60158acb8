package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of the ledger as entries. */
final class LedgerRows {
    static final String COLUMNS = """
            pipeline, version, partition, start_offset, committed, claim_end, kept, filtered, late, dead, gaps, view_events,
            max_event_time, idle, cut, cut_fence, cut_next, CASE WHEN claim_end IS NULL THEN 0 ELSE greatest(0, (
                SELECT sum(all_of.flushes) FROM ledger all_of
                WHERE all_of.pipeline = ledger.pipeline AND all_of.version = ledger.version) - claim_base) END AS flushes_since""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM ledger";

    private LedgerRows() {}

    static LedgerEntry entry(ResultSet row) throws SQLException {
        long flushesSince = row.getLong("flushes_since");
        OptionalLong claimEnd = Statements.optionalLong(row, "claim_end");
        return new LedgerEntry(
                new LedgerKey(new VersionId(row.getString("pipeline"), row.getInt("version")), row.getInt("partition")),
                row.getLong("start_offset"),
                row.getLong("committed"),
                claimEnd.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new LedgerEntry.Claim(claimEnd.getAsLong(), flushesSince)),
                new Counts(
                        row.getLong("kept"),
                        row.getLong("filtered"),
                        row.getLong("late"),
                        row.getLong("dead"),
                        row.getLong("gaps"),
                        Arrays.asList((Long[]) row.getArray("view_events").getArray())),
                Statements.optionalLong(row, "max_event_time"),
                row.getBoolean("idle"),
                row.getInt("cut"),
                order(row));
    }

    private static Optional<LedgerEntry.CutOrder> order(ResultSet row) throws SQLException {
        OptionalLong fence = Statements.optionalLong(row, "cut_fence");
        return fence.isEmpty()
                ? Optional.empty()
                : Optional.of(new LedgerEntry.CutOrder(fence.getAsLong(), row.getInt("cut_next")));
    }
}
