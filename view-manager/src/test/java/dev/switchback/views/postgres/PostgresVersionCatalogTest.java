package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.Registration;
import dev.switchback.views.pointer.PointerControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.LEASES)
final class PostgresVersionCatalogTest {
    private final PostgresVersionCatalog catalog = new PostgresVersionCatalog(TestDatabase.dataSource());
    private final PointerControl control = new PostgresPointerControl(TestDatabase.dataSource());
    private final String pipeline = TestEngines.uniqueName("catalog");

    @Test
    void registersNumbersFromOneAndFindsThem() {
        RegisteredVersion first = register("a").version();
        RegisteredVersion second = register("b").version();

        assertEquals(new VersionId(pipeline, 1), first.id());
        assertEquals(new VersionId(pipeline, 2), second.id());
        assertEquals(Slot.REGISTERED, first.slot());
        assertEquals("manifest a", first.manifest());
        assertEquals(3, first.liveShards());
        assertEquals(Optional.of(first), catalog.find(first.id()));
        assertEquals(List.of(first, second), catalog.versions(pipeline));
        assertTrue(catalog.pipelines().contains(pipeline));
        assertEquals(Optional.empty(), catalog.find(new VersionId(pipeline, 3)));
        assertEquals(List.of(), catalog.versions("nowhere"));
    }

    @Test
    void theSameManifestIsRegisteredOnceUnlessItWasRetired() {
        RegisteredVersion first = register("a").version();
        assertEquals(
                first,
                assertInstanceOf(Registration.AlreadyRegistered.class, register("a"))
                        .version());

        assertTrue(catalog.moveSlot(first.id(), Slot.REGISTERED, Slot.RETIRED));
        Registration again = assertInstanceOf(Registration.Created.class, register("a"));
        assertEquals(2, again.version().id().number());
    }

    @Test
    void concurrentRegistrationsGetNumbersOfTheirOwn() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Registration>> calls = IntStream.range(0, 40)
                    .<Callable<Registration>>mapToObj(i -> () -> register("m" + i % 20))
                    .toList();
            List<Registration> outcomes = new ArrayList<>();
            for (Future<Registration> call : threads.invokeAll(calls)) {
                outcomes.add(call.get());
            }
            assertEquals(
                    20,
                    outcomes.stream()
                            .filter(Registration.Created.class::isInstance)
                            .count());
            assertEquals(
                    IntStream.rangeClosed(1, 20).boxed().toList(),
                    catalog.versions(pipeline).stream()
                            .map(v -> v.id().number())
                            .toList());
        }
    }

    @Test
    void slotsMoveByCompareAndSet() {
        VersionId id = register("a").version().id();
        assertFalse(catalog.moveSlot(id, Slot.SHADOW, Slot.RETIRED));
        assertTrue(catalog.moveSlot(id, Slot.REGISTERED, Slot.SHADOW));
        assertFalse(catalog.moveSlot(id, Slot.REGISTERED, Slot.SHADOW));
        assertThrows(IllegalArgumentException.class, () -> catalog.moveSlot(id, Slot.SHADOW, Slot.ACTIVE));
        assertEquals(Slot.SHADOW, catalog.find(id).orElseThrow().slot());
    }

    @Test
    void aCheckRepeatsAVersionAndIsNeverSwitchedTo() {
        RegisteredVersion version = register("a").version();
        RegisteredVersion check = catalog.registerCheck(version.id());
        assertEquals(new VersionId(pipeline, 2), check.id());
        assertEquals(OptionalInt.of(1), check.checkOf());
        assertEquals(
                List.of(version.manifest(), version.fingerprint(), version.liveShards()),
                List.of(check.manifest(), check.fingerprint(), check.liveShards()));
        assertEquals(check, catalog.registerCheck(version.id()), "one at once");
        assertEquals(
                version,
                assertInstanceOf(Registration.AlreadyRegistered.class, register("a"))
                        .version());
        assertThrows(IllegalArgumentException.class, () -> catalog.registerCheck(check.id()));

        catalog.moveSlot(check.id(), Slot.REGISTERED, Slot.SHADOW);
        var prepared = assertInstanceOf(
                PointerControl.PrepareOutcome.Prepared.class, control.prepare(pipeline, 2, 0, Duration.ofMinutes(1)));
        assertThrows(
                RuntimeException.class,
                () -> control.flip(pipeline, prepared.preparation().id()));
        control.abandon(pipeline, prepared.preparation().id());
        assertTrue(catalog.moveSlot(check.id(), Slot.SHADOW, Slot.RETIRED));
        assertEquals(3, catalog.registerCheck(version.id()).id().number());
    }

    @Test
    void aVersionThatIsBeingSwitchedToStaysWhereItIs() {
        VersionId id = register("a").version().id();
        catalog.moveSlot(id, Slot.REGISTERED, Slot.SHADOW);
        var prepared = assertInstanceOf(
                PointerControl.PrepareOutcome.Prepared.class, control.prepare(pipeline, 1, 0, Duration.ofMinutes(1)));

        assertFalse(catalog.moveSlot(id, Slot.SHADOW, Slot.RETIRED));
        control.abandon(pipeline, prepared.preparation().id());
        assertTrue(catalog.moveSlot(id, Slot.SHADOW, Slot.RETIRED));
    }

    private Registration register(String name) {
        return catalog.register(pipeline, "manifest " + name, "fingerprint " + name, 3);
    }
}
