package dev.switchback.views.postgres;

import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The controller's side of the switch barrier in PostgreSQL. Every step locks the pipeline's row first and reads everything else in later
 * statements, which see what was committed by then (ADR 031).
 */
public final class PostgresPointerControl implements PointerControl {
    private static final String BEGIN = """
        UPDATE active_pointer SET preparation = preparation + 1, preparing_version = ?,
        deadline = clock_timestamp() + ? * interval '1 millisecond', changed_at = clock_timestamp()
        WHERE pipeline = ? RETURNING preparation\
        """;

    private static final String AWAITED = """
        SELECT server FROM query_server_lease lease WHERE expires_at > clock_timestamp() AND NOT EXISTS (
            SELECT 1 FROM barrier_acknowledgement held
            WHERE held.server = lease.server AND held.pipeline = ? AND held.preparation = ?)\
        """;

    /** The row's lock. A controller that stops inside the transaction must not keep the query servers from their row for long. */
    private static final String LOCK = """
        SET LOCAL idle_in_transaction_session_timeout = '1s';
        SELECT 1 FROM active_pointer WHERE pipeline = ? FOR UPDATE\
        """;

    /**
     * The lock, the flip and what came of it, sent as one message: queries are held meanwhile. Each statement sees what was committed before it
     * began. The slots follow the row, whether it moved or not; the old version leaves the active slot first, since an index admits one.
     */
    private static final String FLIP = LOCK + ";\n" + """
            UPDATE active_pointer SET version = preparing_version, epoch = epoch + 1, preparing_version = NULL, deadline = NULL,
                changed_at = clock_timestamp()
            WHERE pipeline = ? AND preparation = ? AND preparing_version IS NOT NULL AND clock_timestamp() < deadline
                AND NOT EXISTS (\
            """ + AWAITED + ") RETURNING pg_notify('" + PointerRows.CHANNEL
            + "', pipeline);\n" + """
            UPDATE version SET slot = ? WHERE pipeline = ? AND slot = ?
                AND number <> (SELECT version FROM active_pointer pointer WHERE pointer.pipeline = ?);
            UPDATE version SET slot = ? WHERE pipeline = ? AND slot <> ?
                AND number = (SELECT version FROM active_pointer pointer WHERE pointer.pipeline = ?);
            """ + AWAITED + ";\n" + PointerRows.SELECT_STATE;

    /** Leases that ended a day ago; rows that another server works on are left for the next time, so that nobody waits. */
    private static final String FORGET_LEASES = """
        DELETE FROM query_server_lease WHERE server IN (
            SELECT server FROM query_server_lease WHERE expires_at < clock_timestamp() - interval '1 day'
            FOR UPDATE SKIP LOCKED)\
        """;

    private static final String FORGET_ACKNOWLEDGEMENTS = """
        DELETE FROM barrier_acknowledgement held WHERE pipeline = ? AND NOT EXISTS (
            SELECT 1 FROM query_server_lease lease WHERE lease.server = held.server)\
        """;

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
        // Before the preparation: after it, queries are held.
        database.run(on -> on.update(FORGET_LEASES) + on.update(FORGET_ACKNOWLEDGEMENTS, pipeline));
        return database.transact(on -> {
            on.execute(LOCK, pipeline);
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
    }

    @Override
    public Set<UUID> awaited(String pipeline, long preparation) {
        return database.run(
                on -> new HashSet<>(on.list(AWAITED, row -> row.getObject(1, UUID.class), pipeline, preparation)));
    }

    @Override
    public FlipOutcome flip(String pipeline, long preparation) {
        Decided decided = database.transact(on -> decide(on, pipeline, preparation));
        if (decided.flipped()) {
            return new FlipOutcome.Flipped(decided.row());
        }
        return decided.row()
                        .preparation()
                        .filter(running -> running.id() == preparation)
                        .isPresent()
                ? new FlipOutcome.Awaiting(decided.awaited())
                : new FlipOutcome.Expired(decided.row());
    }

    /** What came of a flip: how the row stands after it, and whom it waits for. */
    private record Decided(boolean flipped, Set<UUID> awaited, Pointer row) {}

    private static Decided decide(Statements on, String pipeline, long preparation) throws SQLException {
        Object[] lock = {pipeline};
        Object[] move = {pipeline, preparation, pipeline, preparation};
        Object[] leaving = {Slot.STANDBY.id(), pipeline, Slot.ACTIVE.id(), pipeline};
        Object[] entering = {Slot.ACTIVE.id(), pipeline, Slot.ACTIVE.id(), pipeline};
        Object[] awaited = {pipeline, preparation};
        Object[] row = {pipeline};
        return on.results(
                FLIP,
                results -> {
                    results.skip();
                    results.skip();
                    boolean flipped = !results.next(moved -> moved.getRow()).isEmpty();
                    results.skip();
                    results.skip();
                    return new Decided(
                            flipped,
                            new HashSet<>(results.next(server -> server.getObject(1, UUID.class))),
                            results.next(state -> PointerRows.pointer(pipeline, state)).stream()
                                    .findFirst()
                                    .orElseGet(() -> PointerRows.none(pipeline)));
                },
                Stream.of(lock, move, leaving, entering, awaited, row)
                        .flatMap(Arrays::stream)
                        .toArray());
    }

    @Override
    public void abandon(String pipeline, long preparation) {
        database.transact(on -> {
            int ended = on.update("""
                UPDATE active_pointer SET preparing_version = NULL, deadline = NULL, changed_at = clock_timestamp()
                WHERE pipeline = ? AND preparation = ? AND preparing_version IS NOT NULL\
                """, pipeline, preparation);
            if (ended == 1) {
                on.execute(PointerRows.NOTIFY, pipeline);
            }
            return ended;
        });
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

    private static Pointer current(Statements on, String pipeline) throws SQLException {
        return on.first(PointerRows.SELECT + " WHERE pipeline = ?", PointerRows::pointer, pipeline)
                .orElseGet(() -> PointerRows.none(pipeline));
    }
}
