package dev.switchback.views.postgres;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The controller's side of the switch barrier in PostgreSQL. Every step locks the pipeline's row first and reads everything else in later
 * statements, which see what was committed by then (ADR 031).
 */
public final class PostgresPointerControl implements PointerControl {
    private static final String BEGIN = """
            UPDATE active_pointer SET preparation = preparation + 1, preparing_version = ?,
            deadline = clock_timestamp() + ? * interval '1 millisecond', changed_at = clock_timestamp()
            WHERE pipeline = ? RETURNING preparation""";

    private static final String AWAITED = """
            SELECT server FROM query_server_lease lease WHERE expires_at > clock_timestamp() AND NOT EXISTS (
                SELECT 1 FROM barrier_acknowledgement held
                WHERE held.server = lease.server AND held.pipeline = ? AND held.preparation = ?)""";

    /** Leases that ended a day ago; rows that another server works on are left for the next time, so that nobody waits. */
    private static final String FORGET_LEASES = """
            DELETE FROM query_server_lease WHERE server IN (
                SELECT server FROM query_server_lease WHERE expires_at < clock_timestamp() - interval '1 day'
                FOR UPDATE SKIP LOCKED)""";

    private static final String FORGET_ACKNOWLEDGEMENTS = """
            DELETE FROM barrier_acknowledgement held WHERE pipeline = ? AND preparation < ? AND NOT EXISTS (
                SELECT 1 FROM query_server_lease lease WHERE lease.server = held.server)""";

    private final Database database;

    public PostgresPointerControl(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public Map<UUID, Instant> leases() {
        return database.run(on -> on
                .list(
                        "SELECT server, expires_at FROM query_server_lease WHERE expires_at > clock_timestamp()",
                        row -> Map.entry(
                                row.getObject(1, UUID.class),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public void rouse(String pipeline) {
        database.run(on -> {
            on.execute(PointerRows.NOTIFY, pipeline);
            return pipeline;
        });
    }

    @Override
    public Pointer read(String pipeline) {
        return database.run(on -> current(on, pipeline));
    }

    @Override
    public PrepareOutcome prepare(String pipeline, int version, long expectedEpoch, Duration hold) {
        PrepareOutcome outcome = database.transact(on -> {
            lock(on, pipeline);
            Pointer pointer = current(on, pipeline);
            if (pointer.epoch() != expectedEpoch || pointer.preparation().isPresent()) {
                return new PrepareOutcome.Conflict(pointer);
            }
            requireReady(on, new VersionId(pipeline, version));
            Pointer.Preparation begun = on.first(
                            BEGIN,
                            row -> new Pointer.Preparation(row.getLong(1), version, hold.toMillis()),
                            version,
                            hold.toMillis(),
                            pipeline)
                    .orElseThrow(() -> new IllegalStateException("there is no pipeline " + pipeline));
            on.execute(PointerRows.NOTIFY, pipeline);
            return new PrepareOutcome.Prepared(begun);
        });
        if (outcome instanceof PrepareOutcome.Prepared(Pointer.Preparation preparation)) {
            database.run(
                    on -> on.update(FORGET_LEASES) + on.update(FORGET_ACKNOWLEDGEMENTS, pipeline, preparation.id()));
        }
        return outcome;
    }

    @Override
    public Set<UUID> awaited(String pipeline, long preparation) {
        return database.run(on -> awaited(on, pipeline, preparation));
    }

    @Override
    public FlipOutcome flip(String pipeline, long preparation) {
        return database.transact(on -> {
            lock(on, pipeline);
            Pointer pointer = current(on, pipeline);
            Optional<Pointer.Preparation> running =
                    pointer.preparation().filter(prepared -> prepared.id() == preparation);
            if (running.isEmpty()) {
                return new FlipOutcome.Expired(pointer);
            }
            Set<UUID> awaited = awaited(on, pipeline, preparation);
            if (!awaited.isEmpty()) {
                return new FlipOutcome.Awaiting(awaited);
            }
            move(on, new VersionId(pipeline, running.get().version()));
            return new FlipOutcome.Flipped(current(on, pipeline));
        });
    }

    @Override
    public void abandon(String pipeline, long preparation) {
        database.transact(on -> {
            int ended = on.update("""
                    UPDATE active_pointer SET preparing_version = NULL, deadline = NULL, changed_at = clock_timestamp()
                    WHERE pipeline = ? AND preparation = ? AND preparing_version IS NOT NULL""", pipeline, preparation);
            if (ended == 1) {
                on.execute(PointerRows.NOTIFY, pipeline);
            }
            return ended;
        });
    }

    /** Moves pointer and slots; the row is locked. The old version leaves the active slot first: an index admits one. */
    private static void move(Statements on, VersionId version) throws SQLException {
        on.update(
                "UPDATE version SET slot = ? WHERE pipeline = ? AND slot = ?",
                Slot.STANDBY.id(),
                version.pipeline(),
                Slot.ACTIVE.id());
        on.update(
                "UPDATE version SET slot = ? WHERE pipeline = ? AND number = ?",
                Slot.ACTIVE.id(),
                version.pipeline(),
                version.number());
        on.update("""
                UPDATE active_pointer SET version = preparing_version, epoch = epoch + 1, preparing_version = NULL,
                deadline = NULL, changed_at = clock_timestamp() WHERE pipeline = ?""", version.pipeline());
        on.execute(PointerRows.NOTIFY, version.pipeline());
    }

    /** Only a version that was built can be switched to. While the preparation runs, the catalog leaves its slot alone. */
    private static void requireReady(Statements on, VersionId version) throws SQLException {
        Slot slot = on.first(
                        "SELECT slot FROM version WHERE pipeline = ? AND number = ?",
                        row -> Slot.of(row.getInt(1)),
                        version.pipeline(),
                        version.number())
                .orElseThrow(() -> new IllegalStateException("there is no " + version));
        if (slot != Slot.SHADOW && slot != Slot.STANDBY) {
            throw new IllegalStateException(
                    version + " is " + slot.word() + "; only a shadow or standby version can be switched to");
        }
    }

    /** Takes the row's lock. A controller that stops here must not keep the query servers from their row for long. */
    private static void lock(Statements on, String pipeline) throws SQLException {
        on.execute("SET LOCAL idle_in_transaction_session_timeout = '1s'");
        on.execute("SELECT 1 FROM active_pointer WHERE pipeline = ? FOR UPDATE", pipeline);
    }

    private static Pointer current(Statements on, String pipeline) throws SQLException {
        return on.first(PointerRows.SELECT + " WHERE pipeline = ?", PointerRows::pointer, pipeline)
                .orElseGet(() -> PointerRows.none(pipeline));
    }

    private static Set<UUID> awaited(Statements on, String pipeline, long preparation) throws SQLException {
        return new HashSet<>(on.list(AWAITED, row -> row.getObject(1, UUID.class), pipeline, preparation));
    }
}
