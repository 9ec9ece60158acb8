package dev.switchback.load.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.load.capacity.Outlook.CatchesUp;
import dev.switchback.load.capacity.Outlook.Limit;
import dev.switchback.load.capacity.Outlook.Never;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand, or by the closed form. */
final class ReplaySimulationTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    @Property(tries = 200)
    void agreesWithTheClosedFormWhereEventsAreSpreadEvenly(
            @ForAll @DoubleRange(min = 1e4, max = 1e9) double events,
            @ForAll @DoubleRange(min = 0, max = 0.9) double load,
            @ForAll @IntRange(min = 1, max = 48) int partitions,
            @ForAll @IntRange(min = 1, max = 64) int threads,
            @ForAll @DoubleRange(min = 0, max = 60) double start) {
        Capacity capacity = new Capacity(threads, 1_000, NONE, NONE, 1, NONE, start);
        double arriving = load * new ClosedForm(GrowingLog.even(events, 0, partitions), capacity).rate();
        GrowingLog log = GrowingLog.even(events, arriving, partitions);
        double expected = seconds(new ClosedForm(log, capacity).outlook());
        double simulated = seconds(ReplaySimulation.run(log, capacity).outlook());
        // A step is a five-thousandth of the whole, and the arrival of one more may have to be taken too.
        assertEquals(expected, simulated, expected * 0.005);
    }

    @Property(tries = 100)
    void neverCatchesUpIfAndOnlyIfMoreArrivesThanIsTaken(
            @ForAll @DoubleRange(min = 0.2, max = 5) double load, @ForAll @IntRange(min = 1, max = 16) int threads) {
        Assume.that(Math.abs(load - 1) > 0.05);
        GrowingLog log = GrowingLog.even(1e7, load * threads * 1_000, 16 * threads);
        Outlook outlook =
                ReplaySimulation.run(log, Capacity.ofThreads(threads, 1_000)).outlook();
        assertEquals(load > 1, outlook instanceof Never, outlook::toString);
    }

    /** 10,000 + 100 × 5 s at the start; then 1,000 − 100 a second are gained: 5 s + 10,500 / 900 s. */
    @Test
    void theLogGrowsWhileTheProcessorStarts() {
        Capacity capacity = new Capacity(2, 500, NONE, NONE, 1, NONE, 5);
        assertEquals(
                5 + 10_500 / 900.0, seconds(new ClosedForm(GrowingLog.even(10_000, 100, 2), capacity).outlook()), 1e-9);
    }

    /** Three threads for four partitions: one has two of them, 2,000 events at 100 a second. */
    @Test
    void aThreadWithMorePartitionsIsTheLast() {
        assertEquals(
                20,
                seconds(ReplaySimulation.run(GrowingLog.even(4_000, 0, 4), Capacity.ofThreads(3, 100))
                        .outlook()),
                0.1);
    }

    /** Half of 8,000 events in one of eight partitions: its thread needs 40 s at 100 a second, the others 5.7 s. */
    @Test
    void theBusiestPartitionIsTheLast() {
        GrowingLog log = new GrowingLog(8_000, 0, 8, 0.5, 0);
        Capacity capacity = Capacity.ofThreads(8, 100);
        assertEquals(40, seconds(ReplaySimulation.run(log, capacity).outlook()), 0.2);
        assertEquals(Limit.BUSIEST_PARTITION, new ClosedForm(log, capacity).limit());
    }

    @Test
    void theBusiestPartitionNeverCatchesUpThoughTheWholeWould() {
        GrowingLog log = new GrowingLog(8_000, 300, 8, 0.5, 0);
        Capacity capacity = Capacity.ofThreads(8, 100);
        assertEquals(
                new Never(Limit.BUSIEST_PARTITION),
                ReplaySimulation.run(log, capacity).outlook());
    }

    /** ClickHouse takes 3,000 rows a second, 1,000 events a second of 2 rows each are live: 500 events a second are left, fewer than arrive. */
    @Test
    void theLiveVersionTakesItsShareOfTheStore() {
        GrowingLog log = GrowingLog.even(10_000, 1_000, 4);
        Capacity capacity = new Capacity(4, 10_000, NONE, 3_000, 2, NONE, 0);
        assertEquals(500, new ClosedForm(log, capacity).rate(), 1e-9);
        assertEquals(
                new Never(Limit.HISTORY), ReplaySimulation.run(log, capacity).outlook());
    }

    @Test
    void aThrottleBelowTheArrivalIsNamed() {
        Capacity capacity = new Capacity(4, 10_000, 900, NONE, 1, NONE, 0);
        assertEquals(
                new Never(Limit.THROTTLE),
                ReplaySimulation.run(GrowingLog.even(10_000, 1_000, 4), capacity)
                        .outlook());
    }

    /** The mean is below what is taken, the peak above: the backlog grows in the first half of the day, and is gone in the second. */
    @Test
    void aDaysPeakPutsItOff() {
        Capacity capacity = Capacity.ofThreads(1, 1_000);
        GrowingLog steady = GrowingLog.even(5e6, 900, 1);
        GrowingLog swinging = new GrowingLog(5e6, 900, 1, 1, 0.5);
        double calm = seconds(ReplaySimulation.run(steady, capacity).outlook());
        ReplaySimulation.Result result = ReplaySimulation.run(swinging, capacity);
        double peak = result.course().stream()
                .mapToDouble(ReplaySimulation.Point::backlog)
                .max()
                .orElseThrow();
        assertTrue(peak > 6e6, () -> "largest backlog " + peak);
        assertTrue(seconds(result.outlook()) > calm, result.outlook()::toString);
    }

    private static double seconds(Outlook outlook) {
        return assertInstanceOf(CatchesUp.class, outlook).seconds();
    }
}
