package dev.switchback.query.versions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.query.barrier.ActivePointers;
import dev.switchback.query.barrier.BarrierTimes;
import dev.switchback.query.barrier.HoldObserver;
import dev.switchback.query.barrier.ServerClock;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.running.RunningQueries;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.Bindings;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.Registration;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.pointer.Pointer;
import dev.switchback.views.pointer.PointerLeases;
import dev.switchback.views.sql.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries on a server that is stopped, or cut off, while versions are removed; the server's clock is the test's. */
@Timeout(120)
class TargetsTest {
    private static final VersionId VERSION = new VersionId("p", 1);
    private static final BarrierTimes TIMES = new BarrierTimes(
            Duration.ofSeconds(3),
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(60));

    private final AtomicLong nanos = new AtomicLong();
    private final Store store = new Store();
    private final RunningQueries running = new RunningQueries();
    private final ActivePointers pointers = ActivePointers.open(store, TIMES, new TestClock(), HoldObserver.NONE);
    private final Targets targets = new Targets(
            pointers,
            new VersionDirectory(
                    store, version -> plan(), () -> new VersionDirectory.Moment(pointers.term(), running.changes())),
            running);

    @AfterEach
    void close() {
        pointers.close();
    }

    @Test
    @DisplayName("P9: an answer of a server that was cut off meanwhile is given only if its version cannot have gone")
    void confirmsWhatWasRead() {
        try (Read read = begin(OptionalInt.empty())) {
            read.confirm();
            loseTheLease();
            read.confirm();
            store.slot = Slot.STANDBY;
            read.confirm();
            store.slot = Slot.RETIRED;
            assertEquals(ProblemCode.POINTER_UNAVAILABLE, refused(read));
        }
    }

    @Test
    @DisplayName(
            "P9: a pinned read of a server that was cut off meanwhile is not answered, since its version may have been built anew")
    void pinnedReadsDoNotOutliveTheLease() {
        store.slot = Slot.SHADOW;
        try (Read read = begin(OptionalInt.of(1))) {
            read.confirm();
            loseTheLease();
            assertEquals(ProblemCode.POINTER_UNAVAILABLE, refused(read));
        }
    }

    @Test
    @DisplayName("P9: what was known of slots before the lease ran out is not used after it")
    void slotsBelongToATerm() {
        begin(OptionalInt.of(1)).close();
        loseTheLease();
        store.slot = Slot.RETIRED;
        ProblemException problem = assertThrows(ProblemException.class, () -> begin(OptionalInt.of(1)));
        assertEquals(ProblemCode.UNKNOWN_VERSION, problem.code());
    }

    private Read begin(OptionalInt pinned) {
        return targets.begin("p", pinned, OptionalLong.empty());
    }

    private static ProblemCode refused(Read read) {
        return assertThrows(ProblemException.class, read::confirm).code();
    }

    /** The lease runs out, and then the server is back. */
    private void loseTheLease() {
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        begin(OptionalInt.empty()).close();
    }

    private static PipelinePlan plan() {
        try {
            return new Planner().plan(new ManifestReader().read("""
                    pipeline: p
                    source:
                      topic: t
                      format: json
                      event_time: time
                      out_of_orderness: PT10S
                      columns: {time: TIMESTAMP(3)}
                    views:
                      n: {sql: SELECT COUNT(*) AS n FROM t}
                    """));
        } catch (ManifestException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private final class TestClock implements ServerClock {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public long wallMillis() {
            return nanos.get() / 1_000_000;
        }
    }

    /** PostgreSQL as far as it matters: one pipeline with one version. */
    private static final class Store implements PointerLeases, VersionCatalog {
        volatile Slot slot = Slot.ACTIVE;

        @Override
        public List<Pointer> renew(UUID server, Duration lease) {
            return List.of(readSettled("p"));
        }

        @Override
        public List<Pointer> look() {
            throw new AssertionError("nothing is prepared");
        }

        @Override
        public void acknowledge(UUID server, String pipeline, long preparation) {
            throw new AssertionError("nothing is prepared");
        }

        @Override
        public Pointer readSettled(String pipeline) {
            return new Pointer("p", OptionalInt.of(1), 1, Optional.empty());
        }

        @Override
        public void release(UUID server) {
            // Nobody asks for it afterwards.
        }

        @Override
        public AutoCloseable listen(Consumer<String> listener) {
            return () -> {};
        }

        @Override
        public RegisteredVersion registerCheck(VersionId of) {
            throw new AssertionError("nothing is checked");
        }

        @Override
        public Optional<RegisteredVersion> find(VersionId id) {
            return versions(id.pipeline()).stream()
                    .filter(version -> version.id().equals(id))
                    .findFirst();
        }

        @Override
        public List<RegisteredVersion> versions(String pipeline) {
            return List.of(new RegisteredVersion(
                    VERSION, "f", "m", slot, 1, Instant.EPOCH, OptionalInt.empty(), OptionalInt.empty()));
        }

        @Override
        public List<String> pipelines() {
            return List.of("p");
        }

        @Override
        public Registration register(
                String pipeline, String manifest, String fingerprint, int liveShards, Bindings bindings) {
            throw new AssertionError("the query API registers nothing");
        }

        @Override
        public boolean moveSlot(VersionId id, Slot from, Slot to) {
            throw new AssertionError("the query API moves nothing");
        }
    }
}
