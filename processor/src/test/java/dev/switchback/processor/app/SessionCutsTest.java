package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import dev.switchback.views.postgres.PostgresCutLedger;
import dev.switchback.views.run.ProcessorState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions of two versions at cuts that are ordered while events arrive, through the real engines, against a plain evaluation. */
class SessionCutsTest {
    private static final int PARTITIONS = 3;
    private static final List<FaultPoint> POINTS = Campaign.LONG
            ? List.of(
                    FaultPoint.BEFORE_EMISSION,
                    FaultPoint.WITHIN_EMISSION,
                    FaultPoint.AFTER_EMISSION,
                    FaultPoint.BEFORE_SETTLE,
                    FaultPoint.AFTER_SETTLE,
                    FaultPoint.BEFORE_CUT_INSERTS,
                    FaultPoint.AFTER_CUT_INSERTS,
                    FaultPoint.BEFORE_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_INSERTS,
                    FaultPoint.AFTER_SESSION_PROGRESS)
            // Kafka takes ten seconds to end the transaction of a session half that died.
            : List.of(FaultPoint.AFTER_CUT_INSERTS);

    private final CutLedger cuts = new PostgresCutLedger(Stores.POSTGRES);
    /** In the order of time but for eight seconds, so that sessions before a cut are extended and merged by what comes after it. */
    private final List<GeneratedEvent> events = GeneratedEvent.generate(70, 60_000, PARTITIONS);

    private final List<Cut> taken = new ArrayList<>();
    private int sent;
    private long trickled;

    @Test
    @DisplayName(
            "P2, P7: sessions at a cut are those of the events below its fence, in both versions, under traffic and whatever crashes around it")
    void exactAtCuts() {
        try (TestPipeline first = TestPipeline.create("sessioncuts", PARTITIONS, 1, SessionPipeline.MANIFEST);
                TestPipeline second = first.next(SessionPipeline.MANIFEST.replace("PT2H", "PT3H"))) {
            send(first, 900);
            try (VersionProcessor steady = first.start("steady")) {
                for (FaultPoint point : POINTS) {
                    roundWithCrash(first, second, point);
                }
                try (VersionProcessor other = second.start("last")) {
                    // Two that are compared at one time: the older one still has to hold.
                    takeCut(first, second, other);
                    takeCut(first, second, other);
                    abandoned(first, second);
                    takeCut(first, second, other);
                    send(first, 300);
                    SessionPipeline.awaitCaughtUp(first, steady);
                    SessionPipeline.awaitCaughtUp(second, other);
                }
            }
            verify(first);
            verify(second);
            assertEquals(
                    SessionOracle.visits(events.subList(0, sent)),
                    SessionPipeline.content(first, SessionPipeline.VISITS));
            assertEquals(
                    SessionOracle.visits(events.subList(0, sent)),
                    SessionPipeline.content(second, SessionPipeline.VISITS));
        }
    }

    /** The second version crashes while a cut of both is under way, and another owner reaches it. */
    private void roundWithCrash(TestPipeline first, TestPipeline second, FaultPoint point) {
        CrashAt crash = new CrashAt(point, 1 + POINTS.indexOf(point) % 2);
        Cut cut;
        try (VersionProcessor mortal = second.start(point.name(), crash)) {
            cut = order(first, second);
            // What comes after the cut is what makes the sessions at it to be kept.
            until(() -> mortal.state() == ProcessorState.FAILED, first, point::name);
        }
        try (VersionProcessor next = second.start(point + "2")) {
            await(first, next, cut);
        }
        assertTrue(crash.happened(), point + " was never reached");
    }

    private void takeCut(TestPipeline first, TestPipeline second, VersionProcessor processor) {
        Cut cut = order(first, second);
        await(first, processor, cut);
    }

    private void await(TestPipeline traffic, VersionProcessor processor, Cut cut) {
        until(
                () -> {
                    if (processor.state() == ProcessorState.FAILED) {
                        throw new AssertionError(processor.problem());
                    }
                    CutLedger.State state = cuts.state(cut);
                    if (!(state instanceof CutLedger.State.Ahead)) {
                        assertEquals(new CutLedger.State.Reached(), state);
                        return true;
                    }
                    return false;
                },
                traffic,
                () -> cut + ": " + cuts.state(cut) + ", " + processor.state() + " " + processor.problem());
        assertTrue(cuts.keep(cut, Duration.ofMinutes(10)));
        taken.add(cut);
    }

    /** One that is taken back at once, and one that is replaced. */
    private void abandoned(TestPipeline first, TestPipeline second) {
        cuts.withdraw(order(first, second));
        send(first, 60);
        order(first, second);
        send(first, 60);
    }

    private Cut order(TestPipeline first, TestPipeline second) {
        send(first, 120);
        return assertInstanceOf(CutLedger.Order.Ordered.class, cuts.order(Set.of(first.version, second.version)))
                .cut();
    }

    private void until(BooleanSupplier condition, TestPipeline traffic, Supplier<String> what) {
        Waiting.until(
                () -> {
                    trickle(traffic);
                    return condition.getAsBoolean();
                },
                what);
    }

    /** A hundred events a second, however often this is called. */
    private void trickle(TestPipeline traffic) {
        long now = System.nanoTime();
        if (now - trickled > 50_000_000) {
            trickled = now;
            send(traffic, 5);
        }
    }

    private void send(TestPipeline pipeline, int count) {
        pipeline.send(events.subList(sent, sent + count));
        sent += count;
    }

    private void verify(TestPipeline pipeline) {
        Map<Integer, List<GeneratedEvent>> logs = new HashMap<>();
        events.subList(0, sent)
                .forEach(event -> logs.computeIfAbsent(event.partition(), each -> new ArrayList<>())
                        .add(event));
        for (Cut cut : taken) {
            List<GeneratedEvent> below = new ArrayList<>();
            cut.fence()
                    .forEach((partition, fence) -> below.addAll(
                            Objects.requireNonNull(logs.get(partition)).subList(0, Math.toIntExact(fence))));
            int number = cut.number(pipeline.version);
            String what = pipeline.version + " at " + cut;
            assertEquals(
                    SessionOracle.visits(below),
                    SessionPipeline.contentAt(pipeline, SessionPipeline.VISITS, number),
                    what);
            assertEquals(
                    SessionOracle.pairs(below),
                    SessionPipeline.contentAt(pipeline, SessionPipeline.PAIRS, number),
                    what);
        }
    }
}
