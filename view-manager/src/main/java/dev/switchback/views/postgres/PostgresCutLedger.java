package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Cuts as columns of the ledger's rows: what a claim may cover and which cut its rows bear is decided in the claim's own statement. */
public final class PostgresCutLedger implements CutLedger {
    /** The rows stay locked until the order is written: no claim or settlement comes in between. */
    private static final String LOCKED = LedgerRows.SELECT
            + " WHERE pipeline = ? AND version = ANY (?::integer[]) ORDER BY version, partition FOR UPDATE OF ledger";

    /** A row that stands at the fence, with nothing claimed, has reached it. */
    private static final String ORDER = """
            UPDATE ledger SET
                cut = CASE WHEN claim_end IS NULL AND committed = fence THEN number ELSE cut END,
                cut_fence = CASE WHEN claim_end IS NULL AND committed = fence THEN NULL ELSE fence END,
                cut_next = CASE WHEN claim_end IS NULL AND committed = fence THEN NULL ELSE number END
            FROM (SELECT ?::bigint AS fence, ?::integer AS number) ordered
            WHERE pipeline = ? AND version = ? AND partition = ?""";

    private static final String WITHDRAW = """
            UPDATE ledger SET cut_fence = NULL, cut_next = NULL WHERE pipeline = ? AND version = ? AND cut_next = ?""";

    private static final String LEASE = """
            INSERT INTO cut_lease (pipeline, version, number, until)
            VALUES (?, ?, ?, clock_timestamp() + make_interval(secs => ?))""";

    private static final String EXTEND = """
            UPDATE cut_lease SET until = greatest(until, clock_timestamp() + make_interval(secs => ?))
            WHERE pipeline = ? AND version = ? AND number = ? AND until > clock_timestamp()""";

    private final Database database;
    private final SinkLedger ledger;
    private final SessionCuts sessions;

    public PostgresCutLedger(DataSource dataSource) {
        this.database = new Database(dataSource);
        this.ledger = new PostgresSinkLedger(dataSource);
        this.sessions = new SessionCuts(ledger, new PostgresSessionProgress(dataSource));
    }

    @Override
    public Order order(Set<VersionId> versions) {
        List<String> pipelines =
                versions.stream().map(VersionId::pipeline).distinct().toList();
        if (pipelines.size() != 1) {
            throw new IllegalArgumentException("a cut is of versions of one pipeline: " + versions);
        }
        return database.transact(on -> {
            LedgerLock.take(on, pipelines.getFirst());
            List<LedgerEntry> entries = on.list(
                    LOCKED,
                    LedgerRows::entry,
                    pipelines.getFirst(),
                    versions.stream().map(VersionId::number).toArray(Integer[]::new));
            return order(
                    on,
                    versions.stream().map(version -> Rows.of(version, entries)).toList());
        });
    }

    private static Order order(Statements on, List<Rows> versions) throws SQLException {
        SortedMap<Integer, Long> fence = new TreeMap<>();
        for (Rows version : versions) {
            version.byPartition.forEach((partition, entry) -> fence.merge(partition, reserved(entry), Math::max));
        }
        for (Rows version : versions) {
            if (version.byPartition.isEmpty()) {
                return new Order.NotBuilt(version.id);
            }
            SortedSet<Integer> missing = new TreeSet<>(fence.keySet());
            missing.removeAll(version.byPartition.keySet());
            if (!missing.isEmpty()) {
                return new Order.Uneven(version.id, missing);
            }
        }
        Map<VersionId, Integer> numbers = new HashMap<>();
        for (Rows version : versions) {
            int number = 1 + version.newest();
            numbers.put(version.id, number);
            lease(on, version.id, number);
            for (Map.Entry<Integer, Long> at : fence.entrySet()) {
                on.update(ORDER, at.getValue(), number, version.id.pipeline(), version.id.number(), at.getKey());
            }
        }
        return new Order.Ordered(new Cut(fence, numbers));
    }

    /** In the order's transaction: whoever sees a range that comes after the cut finds the lease. */
    private static void lease(Statements on, VersionId version, int number) throws SQLException {
        on.update(
                "DELETE FROM cut_lease WHERE pipeline = ? AND version = ? AND (number >= ? OR until < clock_timestamp())",
                version.pipeline(),
                version.number(),
                number);
        on.update(LEASE, version.pipeline(), version.number(), number, (double) FIRST_LEASE.toSeconds());
    }

    private record Rows(VersionId id, SortedMap<Integer, LedgerEntry> byPartition) {
        static Rows of(VersionId id, List<LedgerEntry> all) {
            SortedMap<Integer, LedgerEntry> own = new TreeMap<>();
            all.stream()
                    .filter(entry -> entry.key().version().equals(id))
                    .forEach(entry -> own.put(entry.key().partition(), entry));
            return new Rows(id, own);
        }

        /** Number of the newest cut that was ordered, or reached. */
        int newest() {
            return byPartition.values().stream()
                    .mapToInt(PostgresCutLedger::newest)
                    .max()
                    .orElse(0);
        }
    }

    /** Everything in the store is below it. */
    private static long reserved(LedgerEntry entry) {
        return entry.claim().map(LedgerEntry.Claim::end).orElse(entry.committed());
    }

    private static int newest(LedgerEntry entry) {
        return entry.ordered().map(LedgerEntry.CutOrder::number).orElse(entry.cut());
    }

    @Override
    public State state(Cut cut) {
        State tables = ofBatches(cut);
        return tables instanceof State.Reached ? sessions.state(cut) : tables;
    }

    private State ofBatches(Cut cut) {
        Map<VersionId, SortedMap<Integer, Long>> missing = new LinkedHashMap<>();
        for (VersionId version : cut.numbers().keySet()) {
            Map<Integer, LedgerEntry> rows = ledger.read(version);
            SortedMap<Integer, Long> ahead = new TreeMap<>();
            for (Map.Entry<Integer, Long> at : cut.fence().entrySet()) {
                LedgerEntry row = rows.get(at.getKey());
                if (row == null) {
                    return new State.Gone();
                }
                if (row.cut() < cut.number(version)) {
                    if (newest(row) != cut.number(version)) {
                        return new State.Gone();
                    }
                    ahead.put(at.getKey(), at.getValue() - row.committed());
                }
            }
            if (!ahead.isEmpty()) {
                missing.put(version, ahead);
            }
        }
        return missing.isEmpty() ? new State.Reached() : new State.Ahead(missing);
    }

    @Override
    public boolean keep(Cut cut, Duration time) {
        return database.transact(on -> {
            int kept = 0;
            for (Map.Entry<VersionId, Integer> version : cut.numbers().entrySet()) {
                kept += on.update(
                        EXTEND,
                        (double) time.toSeconds(),
                        version.getKey().pipeline(),
                        version.getKey().number(),
                        version.getValue());
            }
            return kept == cut.numbers().size();
        });
    }

    @Override
    public void withdraw(Cut cut) {
        database.transact(on -> {
            for (VersionId version : cut.numbers().keySet()) {
                on.update(WITHDRAW, version.pipeline(), version.number(), cut.number(version));
                on.update(
                        "DELETE FROM cut_lease WHERE pipeline = ? AND version = ? AND number = ?",
                        version.pipeline(),
                        version.number(),
                        cut.number(version));
            }
            return true;
        });
    }
}
