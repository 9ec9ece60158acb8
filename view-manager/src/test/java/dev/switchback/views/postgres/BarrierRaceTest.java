package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.pointer.PointerControl.FlipOutcome;
import dev.switchback.views.pointer.PointerControl.PrepareOutcome;
import dev.switchback.views.pointer.PointerLeases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Renewals and flips that meet on the pointer's row, each stopped at the point that matters by a transaction of the test's own. */
@ResourceLock(TestDatabase.LEASES)
final class BarrierRaceTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PointerControl control = new PostgresPointerControl(TestDatabase.dataSource());
    private final PointerLeases leases = new PostgresPointerLeases(TestDatabase.dataSource());
    private final String pipeline = TestEngines.uniqueName("race");
    private final UUID server = UUID.randomUUID();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void registerAVersion() {
        PostgresVersionCatalog catalog = new PostgresVersionCatalog(TestDatabase.dataSource());
        catalog.register(pipeline, "m", "f", 1);
        catalog.moveSlot(new VersionId(pipeline, 1), Slot.REGISTERED, Slot.SHADOW);
    }

    @AfterEach
    void release() {
        leases.release(server);
        threads.close();
    }

    @Test
    @DisplayName("P5: a flip that meets a renewal waits for it and then sees the lease")
    void flipWaitsForRenewal() throws Exception {
        long preparation = prepare();
        try (Connection renewal = TestDatabase.dataSource().getConnection()) {
            renewal.setAutoCommit(false);
            execute(
                    renewal,
                    "INSERT INTO query_server_lease VALUES ('" + server
                            + "', clock_timestamp() + interval '1 minute')");
            execute(renewal, "SELECT * FROM active_pointer WHERE pipeline = '" + pipeline + "' FOR SHARE");

            Future<FlipOutcome> flip = threads.submit(() -> control.flip(pipeline, preparation));
            awaitBlocked("FOR UPDATE");
            assertFalse(flip.isDone());
            renewal.commit();
            renewal.setAutoCommit(true);
            assertEquals(new FlipOutcome.Awaiting(Set.of(server)), flip.get());
        }
        leases.acknowledge(server, pipeline, preparation);
        assertInstanceOf(FlipOutcome.Flipped.class, control.flip(pipeline, preparation));
    }

    @Test
    @DisplayName("P5: a renewal, a look and a settled read that meet a flip wait for it and then see the new epoch")
    void readersWaitForFlip() throws Exception {
        try (Connection flip = TestDatabase.dataSource().getConnection()) {
            flip.setAutoCommit(false);
            execute(flip, "SELECT * FROM active_pointer WHERE pipeline = '" + pipeline + "' FOR UPDATE");
            execute(flip, "UPDATE active_pointer SET version = 1, epoch = 1 WHERE pipeline = '" + pipeline + "'");

            Future<List<Pointer>> renewal = threads.submit(() -> leases.renew(server, LEASE));
            Future<List<Pointer>> look = threads.submit(leases::look);
            Future<Pointer> read = threads.submit(() -> leases.readSettled(pipeline));
            awaitBlocked("INSERT INTO query_server_lease");
            awaitBlocked("WITH settled AS MATERIALIZED");
            awaitBlocked("WITH quickly AS MATERIALIZED");
            flip.commit();
            flip.setAutoCommit(true);
            assertEquals(1, read.get().epoch());
            assertEquals(List.of(1L), epochs(renewal.get()));
            assertEquals(List.of(1L), epochs(look.get()));
        }
    }

    private List<Long> epochs(List<Pointer> rows) {
        return rows.stream()
                .filter(pointer -> pointer.pipeline().equals(pipeline))
                .map(Pointer::epoch)
                .toList();
    }

    @Test
    @DisplayName(
            "P5: a look leaves the lease as it is, and an acknowledgement whose commit does not wait counts at once")
    void lookDoesNotRenew() {
        leases.renew(server, LEASE);
        Map<UUID, Instant> before = control.leases();

        long preparation = prepare();
        assertEquals(Set.of(server), control.awaited(pipeline, preparation));
        leases.acknowledge(server, pipeline, preparation);
        assertEquals(Set.of(), control.awaited(pipeline, preparation));
        leases.look();

        assertEquals(before.get(server), control.leases().get(server));
    }

    @Test
    @DisplayName("P5: a deadline that passes while the flip waits for the row stops the flip")
    void deadlineIsCheckedUnderTheLock() throws Exception {
        PrepareOutcome outcome = control.prepare(pipeline, 1, 0, Duration.ofMillis(300));
        long preparation = assertInstanceOf(PrepareOutcome.Prepared.class, outcome)
                .preparation()
                .id();
        try (Connection reader = TestDatabase.dataSource().getConnection()) {
            reader.setAutoCommit(false);
            execute(reader, "SELECT * FROM active_pointer WHERE pipeline = '" + pipeline + "' FOR SHARE");
            Future<FlipOutcome> flip = threads.submit(() -> control.flip(pipeline, preparation));
            awaitBlocked("FOR UPDATE");
            Waiting.until(() -> control.read(pipeline).preparation().isEmpty(), "the deadline to pass");
            reader.commit();
            reader.setAutoCommit(true);
            assertInstanceOf(FlipOutcome.Expired.class, flip.get());
        }
        assertEquals(0, control.read(pipeline).epoch());
    }

    private long prepare() {
        PrepareOutcome outcome = control.prepare(pipeline, 1, 0, LEASE);
        return assertInstanceOf(PrepareOutcome.Prepared.class, outcome)
                .preparation()
                .id();
    }

    private static void awaitBlocked(String statement) {
        Database database = new Database(TestDatabase.dataSource());
        Waiting.until(
                () -> database.run(on -> on.first(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND wait_event_type = 'Lock' AND position(? IN query) > 0",
                                row -> row.getLong(1),
                                statement))
                        .filter(blocked -> blocked > 0)
                        .isPresent(),
                statement + " to wait for a lock");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
