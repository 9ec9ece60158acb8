package dev.switchback.control.postgres;

import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationKind;
import dev.switchback.control.operation.OperationState;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.Transition;
import dev.switchback.views.VersionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Operations in PostgreSQL; a step and its journal entry are one transaction. Thread-safe. */
public final class PostgresOperationStore implements OperationStore {
    private static final String SELECT =
            "SELECT id, pipeline, version, kind, state, planned_epoch, deadline, message FROM operation ";
    private static final String OPEN = "state NOT IN (3, 4)";

    private final Transactions transactions;

    public PostgresOperationStore(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public Optional<Operation> create(Operation operation, String actor, Map<String, ?> detail) {
        String pipeline = operation.version().pipeline();
        return transactions.run(connection -> {
            // Creations in one pipeline come one after the other, so that the question below stays answered.
            Transactions.query(
                    connection,
                    "SELECT name FROM pipeline WHERE name = ? FOR UPDATE",
                    row -> row.getString(1),
                    pipeline);
            List<Operation> open = Transactions.query(
                    connection,
                    SELECT + "WHERE pipeline = ? AND kind = ? AND " + OPEN,
                    PostgresOperationStore::read,
                    pipeline,
                    operation.kind().id());
            if (!open.isEmpty()) {
                return Optional.of(open.getFirst());
            }
            Transactions.update(
                    connection,
                    "INSERT INTO operation (id, pipeline, version, kind, state, planned_epoch, deadline) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    operation.id(),
                    pipeline,
                    operation.version().number(),
                    operation.kind().id(),
                    operation.state().id(),
                    operation.plannedEpoch(),
                    ReplayRows.timestamp(operation.deadline()));
            JournalRows.add(connection, pipeline, Optional.empty(), actor, action(operation), detail);
            return Optional.empty();
        });
    }

    @Override
    public boolean write(Operation before, Operation after, Map<String, ?> detail) {
        return transactions.run(connection -> {
            int rows = Transactions.update(
                    connection,
                    "UPDATE operation SET state = ?, deadline = ?, message = ?, updated_at = clock_timestamp()"
                            + " WHERE id = ? AND state = ?",
                    after.state().id(),
                    ReplayRows.timestamp(after.deadline()),
                    after.message(),
                    after.id(),
                    before.state().id());
            if (rows == 1) {
                JournalRows.add(
                        connection,
                        after.version().pipeline(),
                        Optional.empty(),
                        Transition.CONTROLLER,
                        action(after),
                        detail);
            }
            return rows == 1;
        });
    }

    @Override
    public Optional<Operation> find(UUID id) {
        return transactions.query(SELECT + "WHERE id = ?", PostgresOperationStore::read, id).stream()
                .findFirst();
    }

    @Override
    public List<Operation> open() {
        return transactions.query(
                SELECT + "WHERE " + OPEN + " ORDER BY requested_at, id", PostgresOperationStore::read);
    }

    private static String action(Operation operation) {
        return (operation.kind() + "_" + operation.state()).toLowerCase(Locale.ROOT);
    }

    private static Operation read(ResultSet row) throws SQLException {
        return new Operation(
                row.getObject("id", UUID.class),
                new VersionId(row.getString("pipeline"), row.getInt("version")),
                OperationKind.of(row.getInt("kind")),
                OperationState.of(row.getInt("state")),
                row.getLong("planned_epoch"),
                row.getObject("deadline", OffsetDateTime.class).toInstant(),
                row.getString("message"));
    }
}
