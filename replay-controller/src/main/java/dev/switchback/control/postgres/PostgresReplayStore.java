package dev.switchback.control.postgres;

import dev.switchback.control.json.Json;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.replay.Transition;
import dev.switchback.views.VersionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Replays in PostgreSQL; a transition and its journal entry are one transaction. Thread-safe. */
public final class PostgresReplayStore implements ReplayStore {
    private static final String SELECT = "SELECT " + ReplayRows.COLUMNS + " FROM replay ";

    private static final String BY_KEY = SELECT + "WHERE pipeline = ? AND idempotency_key = ?";

    private final Transactions transactions;

    public PostgresReplayStore(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public CreateOutcome create(Replay replay, String actor, Map<String, ?> detail) {
        return transactions.run(connection -> create(connection, replay, actor, detail));
    }

    private static CreateOutcome create(Connection connection, Replay replay, String actor, Map<String, ?> detail)
            throws SQLException {
        String pipeline = replay.version().pipeline();
        // Creations in one pipeline come one after the other, so that the questions below stay answered.
        Transactions.query(
                connection, "SELECT name FROM pipeline WHERE name = ? FOR UPDATE", row -> row.getString(1), pipeline);
        if (replay.idempotencyKey().isPresent()) {
            List<Replay> same = Transactions.query(
                    connection,
                    BY_KEY,
                    ReplayRows::read,
                    pipeline,
                    replay.idempotencyKey().get());
            if (!same.isEmpty()) {
                return new CreateOutcome.KeyUsed(same.getFirst());
            }
        }
        List<Replay> running = Transactions.query(
                connection,
                SELECT + "WHERE pipeline = ? AND version = ? AND finished_at IS NULL",
                ReplayRows::read,
                pipeline,
                replay.version().number());
        if (!running.isEmpty()) {
            return new CreateOutcome.Running(running.getFirst());
        }
        Transactions.update(
                connection,
                "INSERT INTO replay (id, pipeline, version, state, revision, request, switch_mode, idempotency_key, requested_at, throttle)"
                        + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb)",
                replay.id(),
                pipeline,
                replay.version().number(),
                replay.state().id(),
                replay.revision(),
                Json.write(replay.request()),
                replay.mode().word(),
                ReplayRows.text(replay.idempotencyKey()),
                ReplayRows.timestamp(replay.requestedAt()),
                Json.write(replay.throttle()));
        JournalRows.add(connection, pipeline, Optional.of(replay.id()), actor, "replay_requested", detail);
        return new CreateOutcome.Created(replay);
    }

    @Override
    public boolean write(Transition transition) {
        Replay after = transition.after();
        return transactions.run(connection -> {
            int rows = Transactions.update(
                    connection,
                    "UPDATE replay SET state = ?, revision = ?, switch_mode = coalesce(?, switch_mode), planned_epoch = ?, fence = ?::jsonb,"
                            + " progress = ?::jsonb, failure = ?::jsonb, deadline = ?, resume_to = ?, throttle = ?::jsonb, findings = ?::jsonb, updated_at = clock_timestamp(),"
                            + " finished_at = CASE WHEN ? THEN clock_timestamp() END WHERE id = ? AND revision = ?",
                    after.state().id(),
                    after.revision(),
                    ReplayRows.mode(after.mode()),
                    ReplayRows.number(after.plannedEpoch()),
                    ReplayRows.json(after.fence()),
                    Json.write(after.progress()),
                    ReplayRows.json(after.failure()),
                    ReplayRows.timestamp(after.deadline()),
                    ReplayRows.state(after.resumeTo()),
                    Json.write(after.throttle()),
                    Json.write(after.findings()),
                    after.state().isOver(),
                    after.id(),
                    transition.before().revision());
            if (rows == 1) {
                JournalRows.add(
                        connection,
                        after.version().pipeline(),
                        Optional.of(after.id()),
                        transition.actor(),
                        transition.action(),
                        transition.detail());
            }
            return rows == 1;
        });
    }

    @Override
    public void measure(Replay replay) {
        transactions.run(connection -> Transactions.update(
                connection,
                "UPDATE replay SET progress = ?::jsonb, deadline = ?, updated_at = clock_timestamp()"
                        + " WHERE id = ? AND revision = ?",
                Json.write(replay.progress()),
                ReplayRows.timestamp(replay.deadline()),
                replay.id(),
                replay.revision()));
    }

    @Override
    public Optional<Replay> find(UUID id) {
        return transactions.query(SELECT + "WHERE id = ?", ReplayRows::read, id).stream()
                .findFirst();
    }

    @Override
    public Optional<Replay> byKey(String pipeline, String idempotencyKey) {
        return transactions.query(BY_KEY, ReplayRows::read, pipeline, idempotencyKey).stream()
                .findFirst();
    }

    @Override
    public List<Replay> open() {
        return transactions.query(SELECT + "WHERE finished_at IS NULL ORDER BY requested_at, id", ReplayRows::read);
    }

    @Override
    public List<Replay> of(String pipeline, int limit) {
        return transactions.query(
                SELECT + "WHERE pipeline = ? ORDER BY requested_at DESC, id LIMIT ?",
                ReplayRows::read,
                pipeline,
                limit);
    }

    @Override
    public List<Replay> newest(String pipeline) {
        return transactions.query(
                "SELECT DISTINCT ON (version) " + ReplayRows.COLUMNS
                        + " FROM replay WHERE pipeline = ? ORDER BY version, requested_at DESC",
                ReplayRows::read,
                pipeline);
    }

    @Override
    public Optional<Replay> newest(VersionId version) {
        return transactions
                .query(
                        SELECT + "WHERE pipeline = ? AND version = ? ORDER BY requested_at DESC LIMIT 1",
                        ReplayRows::read,
                        version.pipeline(),
                        version.number())
                .stream()
                .findFirst();
    }
}
