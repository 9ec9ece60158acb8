package dev.switchback.control.postgres;

import dev.switchback.control.replay.Mirrors;
import dev.switchback.control.replay.Replay;
import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.MirrorCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Mirrors in PostgreSQL; an order and its journal entry are one transaction. Thread-safe. */
public final class PostgresMirrors implements Mirrors {
    private static final String END_OLD_COUNTS = "DELETE FROM mirror WHERE pipeline = ? AND version = ? AND share = 0";

    private static final String ORDER = """
            INSERT INTO mirror (pipeline, version, share) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, version) DO UPDATE SET share = excluded.share""";

    private final Transactions transactions;

    public PostgresMirrors(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void order(Replay replay, double share, String actor) {
        String pipeline = replay.version().pipeline();
        int version = replay.version().number();
        var _ = transactions.run(connection -> {
            if (share > 0) {
                Transactions.update(connection, END_OLD_COUNTS, pipeline, version);
            }
            Transactions.update(connection, ORDER, pipeline, version, share);
            JournalRows.add(
                    connection,
                    pipeline,
                    Optional.of(replay.id()),
                    actor,
                    "replay_mirrored",
                    Map.of("version", version, "share", share));
            return true;
        });
    }

    @Override
    public Optional<State> of(VersionId version) {
        return transactions
                .query(
                        "SELECT * FROM mirror WHERE pipeline = ? AND version = ?",
                        PostgresMirrors::state,
                        version.pipeline(),
                        version.number())
                .stream()
                .findFirst();
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(
                row.getDouble("share"),
                new MirrorCounts(
                        row.getLong("same"),
                        row.getLong("different"),
                        row.getLong("undecided"),
                        row.getLong("refused"),
                        row.getLong("failed"),
                        row.getLong("dropped"),
                        row.getLong("active_micros"),
                        row.getLong("mirror_micros")));
    }
}
