package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerControl;
import dev.switchback.views.pointer.PointerControl.FlipOutcome;
import dev.switchback.views.pointer.PointerControl.PrepareOutcome;
import dev.switchback.views.pointer.PointerLeases;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.LEASES)
final class PostgresPointerTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration GONE = Duration.ofMillis(-1);

    private final PostgresVersionCatalog catalog = new PostgresVersionCatalog(TestDatabase.dataSource());
    private final PointerControl control = new PostgresPointerControl(TestDatabase.dataSource());
    private final PointerLeases leases = new PostgresPointerLeases(TestDatabase.dataSource());
    private final String pipeline = TestEngines.uniqueName("pointer");
    private final UUID server = UUID.randomUUID();

    @BeforeEach
    void registerTwoVersions() {
        for (int number = 1; number <= 2; number++) {
            catalog.register(pipeline, "m" + number, "f" + number, 1);
            catalog.moveSlot(new VersionId(pipeline, number), Slot.REGISTERED, Slot.SHADOW);
        }
    }

    @AfterEach
    void releaseTheServer() {
        leases.release(server);
    }

    @Test
    void aSwitchMovesPointerAndSlotsAndARollbackMovesThemBack() {
        assertEquals(new Pointer(pipeline, OptionalInt.empty(), 0, Optional.empty()), control.read(pipeline));
        assertEquals(pointer(1, 1), flipped(flip(prepare(1, 0))));
        assertEquals(pointer(2, 2), flipped(flip(prepare(2, 1))));
        assertEquals(Slot.STANDBY, slot(1));
        assertEquals(Slot.ACTIVE, slot(2));

        assertEquals(pointer(1, 3), flipped(flip(prepare(1, 2))));
        assertEquals(Slot.ACTIVE, slot(1));
        assertEquals(Slot.STANDBY, slot(2));
        assertEquals(pointer(1, 3), leases.readSettled(pipeline));
    }

    @Test
    @DisplayName("P5: the flip waits for every server that holds a lease and has not acknowledged")
    void waitsForAcknowledgements() {
        leases.renew(server, LONG);
        long preparation = prepare(1, 0);
        assertEquals(Set.of(server), control.awaited(pipeline, preparation));
        assertEquals(new FlipOutcome.Awaiting(Set.of(server)), flip(preparation));

        leases.acknowledge(server, pipeline, preparation - 1);
        assertEquals(new FlipOutcome.Awaiting(Set.of(server)), flip(preparation));
        leases.acknowledge(server, pipeline, preparation);
        assertEquals(Set.of(), control.awaited(pipeline, preparation));
        assertEquals(pointer(1, 1), flipped(flip(preparation)));
    }

    @Test
    @DisplayName(
            "P5: a server whose lease ran out is not waited for, one that renews during a preparation learns of it")
    void leases() {
        leases.renew(server, GONE);
        long preparation = prepare(1, 0);
        assertEquals(Set.of(), control.awaited(pipeline, preparation));

        Pointer seen = leases.renew(server, LONG).stream()
                .filter(p -> p.pipeline().equals(pipeline))
                .findFirst()
                .orElseThrow();
        assertEquals(preparation, seen.preparation().orElseThrow().id());
        assertEquals(1, seen.preparation().orElseThrow().version());
        assertTrue(seen.preparation().orElseThrow().millisLeft() > LONG.toMillis() - 60_000);
        assertEquals(new FlipOutcome.Awaiting(Set.of(server)), flip(preparation));
        leases.release(server);
        assertEquals(pointer(1, 1), flipped(flip(preparation)));
    }

    @Test
    @DisplayName("P5: a preparation past its deadline cannot flip and does not block the next one")
    void deadline() {
        long late = prepared(control.prepare(pipeline, 1, 0, Duration.ofMillis(1)));
        assertTrue(
                Waiting.until(() -> leases.readSettled(pipeline).preparation().isEmpty(), "the deadline to pass"));
        assertEquals(new FlipOutcome.Expired(control.read(pipeline)), flip(late));

        long next = prepare(2, 0);
        assertTrue(next > late);
        assertInstanceOf(FlipOutcome.Expired.class, flip(late));
        assertEquals(pointer(2, 1), flipped(flip(next)));
        assertInstanceOf(FlipOutcome.Expired.class, flip(next));
    }

    @Test
    void aPreparationIsRefusedOnAnotherEpochOrBesideAnother() {
        assertInstanceOf(PrepareOutcome.Conflict.class, control.prepare(pipeline, 1, 7, LONG));
        long preparation = prepare(1, 0);
        PrepareOutcome second = control.prepare(pipeline, 2, 0, LONG);
        assertEquals(
                preparation,
                assertInstanceOf(PrepareOutcome.Conflict.class, second)
                        .current()
                        .preparation()
                        .orElseThrow()
                        .id());
        control.abandon(pipeline, preparation - 1);
        assertTrue(control.read(pipeline).preparation().isPresent());
        control.abandon(pipeline, preparation);
        assertEquals(Optional.empty(), control.read(pipeline).preparation());
        assertInstanceOf(FlipOutcome.Expired.class, flip(preparation));
    }

    @Test
    void onlyABuiltVersionCanBeSwitchedTo() {
        catalog.moveSlot(new VersionId(pipeline, 2), Slot.SHADOW, Slot.RETIRED);
        assertThrows(IllegalStateException.class, () -> control.prepare(pipeline, 2, 0, LONG));
        assertThrows(IllegalStateException.class, () -> control.prepare(pipeline, 3, 0, LONG));
        assertThrows(IllegalStateException.class, () -> control.prepare("nowhere", 1, 0, LONG));
        assertEquals(0, control.read("nowhere").epoch());
    }

    @Test
    void listenersHearOfEveryChange() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        AutoCloseable subscription = leases.listen(heard::add);
        try {
            long preparation = prepare(1, 0);
            assertEquals(pipeline, heard.poll(10, TimeUnit.SECONDS));
            flip(preparation);
            assertEquals(pipeline, heard.poll(10, TimeUnit.SECONDS));
            control.abandon(pipeline, prepare(2, 1));
            assertEquals(pipeline, heard.poll(10, TimeUnit.SECONDS));
            assertEquals(pipeline, heard.poll(10, TimeUnit.SECONDS));
        } finally {
            subscription.close();
        }
    }

    private long prepare(int version, long expectedEpoch) {
        return prepared(control.prepare(pipeline, version, expectedEpoch, LONG));
    }

    private static long prepared(PrepareOutcome outcome) {
        return assertInstanceOf(PrepareOutcome.Prepared.class, outcome)
                .preparation()
                .id();
    }

    private FlipOutcome flip(long preparation) {
        return control.flip(pipeline, preparation);
    }

    private static Pointer flipped(FlipOutcome outcome) {
        return assertInstanceOf(FlipOutcome.Flipped.class, outcome).pointer();
    }

    private Pointer pointer(int version, long epoch) {
        return new Pointer(pipeline, OptionalInt.of(version), epoch, Optional.empty());
    }

    private Slot slot(int number) {
        return catalog.find(new VersionId(pipeline, number)).orElseThrow().slot();
    }
}
