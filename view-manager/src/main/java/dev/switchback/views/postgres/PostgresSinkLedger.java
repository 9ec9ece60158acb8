package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerKey;
import dev.switchback.views.ledger.SinkLedger;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** The ledger in PostgreSQL: one row per partition, every step one statement that commits by itself. */
public final class PostgresSinkLedger implements SinkLedger {
    private static final String CREATE = """
            INSERT INTO ledger (pipeline, version, partition, start_offset, committed, view_events, cut)
            VALUES (?, ?, ?, ?, ?, array_fill(0::bigint, ARRAY[?::integer]), (
                SELECT coalesce(max(greatest(others.cut, others.cut_next)), 0) FROM ledger others
                WHERE others.pipeline = ? AND others.version = ?)) ON CONFLICT DO NOTHING""";

    /**
     * The base counts what other partitions had committed when this statement began; whatever it misses counts as made after this claim,
     * so {@code flushesSince} is never too small.
     */
    private static final String CLAIM = """
            UPDATE ledger SET claim_end = ?, flushes = flushes + 1, claim_base = 1 + (
                SELECT sum(others.flushes) FROM ledger others
                WHERE others.pipeline = ledger.pipeline AND others.version = ledger.version)
            WHERE pipeline = ? AND version = ? AND partition = ? AND committed = ? AND claim_end IS NULL
                AND (cut_fence IS NULL OR cut_fence >= ?)
            RETURNING\s""" + LedgerRows.COLUMNS;

    private static final String SETTLE = """
            UPDATE ledger SET committed = claim_end, claim_end = NULL,
                kept = kept + ?, filtered = filtered + ?, late = late + ?, dead = dead + ?, gaps = gaps + ?,
                view_events = (
                    SELECT coalesce(array_agg(held + added ORDER BY n), '{}')
                    FROM unnest(view_events, ?::bigint[]) WITH ORDINALITY AS pairs (held, added, n)),
                max_event_time = greatest(max_event_time, ?::bigint),
                idle = idle AND ?::bigint = 0,
                cut = CASE WHEN cut_fence = claim_end THEN cut_next ELSE cut END,
                cut_next = CASE WHEN cut_fence = claim_end THEN NULL ELSE cut_next END,
                cut_fence = nullif(cut_fence, claim_end)
            WHERE pipeline = ? AND version = ? AND partition = ? AND committed = ? AND claim_end = ?
            RETURNING\s""" + LedgerRows.COLUMNS;

    private static final String MARK_IDLE = """
            UPDATE ledger SET idle = ?
            WHERE pipeline = ? AND version = ? AND partition = ? AND committed = ? AND claim_end IS NULL
            RETURNING\s""" + LedgerRows.COLUMNS;

    private final Database database;

    public PostgresSinkLedger(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public void create(VersionId version, Map<Integer, Long> startOffsets, int views) {
        database.transact(on -> {
            LedgerLock.take(on, version.pipeline());
            for (Map.Entry<Integer, Long> start : startOffsets.entrySet()) {
                on.update(
                        CREATE,
                        version.pipeline(),
                        version.number(),
                        start.getKey(),
                        start.getValue(),
                        start.getValue(),
                        views,
                        version.pipeline(),
                        version.number());
            }
            return true;
        });
    }

    @Override
    public Map<Integer, LedgerEntry> read(VersionId version) {
        return database.run(on -> {
            Map<Integer, LedgerEntry> entries = new LinkedHashMap<>();
            on.list(
                            LedgerRows.SELECT + " WHERE pipeline = ? AND version = ? ORDER BY partition",
                            LedgerRows::entry,
                            version.pipeline(),
                            version.number())
                    .forEach(entry -> entries.put(entry.key().partition(), entry));
            return entries;
        });
    }

    @Override
    public Optional<LedgerEntry> read(LedgerKey key) {
        return database.run(on -> find(on, key));
    }

    @Override
    public Outcome claim(LedgerKey key, long committed, long end) {
        if (end <= committed) {
            throw new IllegalArgumentException("an empty range cannot be claimed: [" + committed + ", " + end + ")");
        }
        VersionId version = key.version();
        return database.run(on -> outcome(
                on,
                key,
                on.first(
                        CLAIM,
                        LedgerRows::entry,
                        end,
                        version.pipeline(),
                        version.number(),
                        key.partition(),
                        committed,
                        end)));
    }

    @Override
    public Outcome settle(LedgerKey key, long committed, long end, Counts counts, OptionalLong maxEventTime) {
        if (counts.offsets() != end - committed) {
            throw new IllegalArgumentException("[" + committed + ", " + end + ") has " + (end - committed)
                    + " offsets, but " + counts.offsets() + " were counted: " + counts);
        }
        VersionId version = key.version();
        return database.run(on -> outcome(
                on,
                key,
                on.first(
                        SETTLE,
                        LedgerRows::entry,
                        counts.kept(),
                        counts.filtered(),
                        counts.late(),
                        counts.dead(),
                        counts.gaps(),
                        counts.viewEvents().toArray(Long[]::new),
                        maxEventTime.isPresent() ? maxEventTime.getAsLong() : null,
                        counts.kept() + counts.filtered() + counts.late(),
                        version.pipeline(),
                        version.number(),
                        key.partition(),
                        committed,
                        end)));
    }

    @Override
    public Outcome markIdle(LedgerKey key, long committed, boolean idle) {
        VersionId version = key.version();
        return database.run(on -> outcome(
                on,
                key,
                on.first(
                        MARK_IDLE,
                        LedgerRows::entry,
                        idle,
                        version.pipeline(),
                        version.number(),
                        key.partition(),
                        committed)));
    }

    @Override
    public void drop(VersionId version) {
        database.run(on -> on.update(
                "DELETE FROM ledger WHERE pipeline = ? AND version = ?", version.pipeline(), version.number()));
    }

    private static Outcome outcome(Statements on, LedgerKey key, Optional<LedgerEntry> done) throws SQLException {
        if (done.isPresent()) {
            return new Outcome.Done(done.get());
        }
        return new Outcome.Lost(find(on, key)
                .orElseThrow(() -> new IllegalStateException(
                        "the ledger has no row for " + key.version() + " partition " + key.partition())));
    }

    private static Optional<LedgerEntry> find(Statements on, LedgerKey key) throws SQLException {
        return on.first(
                LedgerRows.SELECT + " WHERE pipeline = ? AND version = ? AND partition = ?",
                LedgerRows::entry,
                key.version().pipeline(),
                key.version().number(),
                key.partition());
    }
}
