package dev.switchback.control.postgres;

import dev.switchback.control.journal.Journal;
import dev.switchback.control.journal.JournalEntry;
import dev.switchback.control.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The journal in PostgreSQL. Thread-safe. */
public final class PostgresJournal implements Journal {
    private final Transactions transactions;

    public PostgresJournal(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public List<JournalEntry> after(String pipeline, long id, int limit) {
        return transactions.query(
                "SELECT id, pipeline, replay_id, at, actor, action, detail FROM journal"
                        + " WHERE pipeline = ? AND id > ? ORDER BY id LIMIT ?",
                PostgresJournal::entry,
                pipeline,
                id,
                limit);
    }

    @Override
    public List<JournalEntry> system(long id, int limit) {
        return transactions.query(
                "SELECT id, pipeline, replay_id, at, actor, action, detail FROM journal"
                        + " WHERE pipeline IS NULL AND id > ? ORDER BY id LIMIT ?",
                PostgresJournal::entry,
                id,
                limit);
    }

    @Override
    public long newest(String pipeline) {
        return transactions
                .query("SELECT coalesce(max(id), 0) FROM journal WHERE pipeline = ?", row -> row.getLong(1), pipeline)
                .getFirst();
    }

    @Override
    public void write(
            Optional<String> pipeline, Optional<UUID> replay, String actor, String action, Map<String, ?> detail) {
        transactions.run(connection -> {
            JournalRows.add(connection, pipeline, replay, actor, action, detail);
            return Boolean.TRUE;
        });
    }

    private static JournalEntry entry(ResultSet row) throws SQLException {
        return new JournalEntry(
                row.getLong("id"),
                Optional.ofNullable(row.getString("pipeline")).orElse(""),
                Optional.ofNullable(row.getObject("replay_id", UUID.class)),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("action"),
                Json.readObject(row.getString("detail")));
    }
}
