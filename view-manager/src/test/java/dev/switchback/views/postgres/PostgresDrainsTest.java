package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.PointerLeases;
import dev.switchback.views.reader.Drain;
import dev.switchback.views.reader.Drains;
import dev.switchback.views.reader.ReaderBoard;
import dev.switchback.views.reader.RunningReads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.LEASES)
final class PostgresDrainsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration GONE = Duration.ofMillis(-1);

    private final Drains drains = new PostgresDrains(TestDatabase.dataSource());
    private final ReaderBoard board = new PostgresReaderBoard(TestDatabase.dataSource());
    private final PointerLeases leases = new PostgresPointerLeases(TestDatabase.dataSource());
    private final VersionId version = new VersionId(TestEngines.uniqueName("drain"), 1);
    private final UUID server = UUID.randomUUID();

    @BeforeEach
    void registerTheVersion() {
        new PostgresVersionCatalog(TestDatabase.dataSource()).register(version.pipeline(), "m", "f", 1);
    }

    @AfterEach
    void cleanUp() {
        drains.end(version);
        leases.release(server);
    }

    @Test
    @DisplayName("P9: a drain waits for every server that holds a lease and has not let go, and for no other")
    void waitsForServersWithALease() {
        leases.renew(server, LONG);
        assertEquals(Set.of(), drains.awaited(version), "nothing was begun");
        drains.begin(version);
        assertEquals(Set.of(server), drains.awaited(version));
        leases.renew(server, GONE);
        assertEquals(Set.of(), drains.awaited(version), "the lease ran out");
        leases.renew(server, LONG);
        assertEquals(Set.of(server), drains.awaited(version), "a server that comes back has to let go as well");
        board.acknowledge(server, List.of(drain(List.of())));
        assertEquals(Set.of(), drains.awaited(version));
    }

    @Test
    @DisplayName("P9: letting go of one drain says nothing about the next one of the same version")
    void eachDrainIsAcknowledgedByItself() {
        leases.renew(server, LONG);
        drains.begin(version);
        drains.begin(version);
        Drain first = drain(List.of());
        drains.end(version);
        board.acknowledge(server, List.of(first));
        drains.begin(version);
        assertNotEquals(first.id(), drain(List.of()).id());
        assertEquals(Set.of(server), drains.awaited(version));
    }

    @Test
    void saysWhichQueriesAreWaitedFor() {
        leases.renew(server, LONG);
        drains.begin(version);
        var _ = drain(List.of(new RunningReads(version, 3, Duration.ofSeconds(7))));
        Drains.Draining draining = drains.of(version.pipeline()).getFirst();
        assertEquals(1, draining.version());
        assertEquals(List.of(new Drains.Awaited(server, 3, Duration.ofSeconds(7))), draining.awaited());
        board.acknowledge(server, List.of(drain(List.of())));
        assertEquals(List.of(), drains.of(version.pipeline()).getFirst().awaited());
        drains.end(version);
        assertEquals(List.of(), drains.of(version.pipeline()));
    }

    /** As a server sees it that reports what it runs. */
    private Drain drain(List<RunningReads> running) {
        return board.report(server, running, List.of()).stream()
                .filter(drain -> drain.version().equals(version))
                .findFirst()
                .orElseThrow();
    }
}
