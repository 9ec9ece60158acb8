package dev.switchback.control.postgres;

import dev.switchback.control.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes journal entries inside the transactions of others. */
final class JournalRows {
    private JournalRows() {}

    static void add(
            Connection connection,
            String pipeline,
            Optional<UUID> replay,
            String actor,
            String action,
            Map<String, ?> detail)
            throws SQLException {
        add(connection, Optional.of(pipeline), replay, actor, action, detail);
    }

    /** @param pipeline empty: the decision belongs to none */
    static void add(
            Connection connection,
            Optional<String> pipeline,
            Optional<UUID> replay,
            String actor,
            String action,
            Map<String, ?> detail)
            throws SQLException {
        Transactions.update(
                connection,
                "INSERT INTO journal (pipeline, replay_id, actor, action, detail) VALUES (?, ?, ?, ?, ?::jsonb)",
                ReplayRows.text(pipeline),
                replay.<Object>map(id -> id).orElse(new Transactions.Absent(Types.OTHER)),
                actor,
                action,
                Json.write(detail));
    }
}
