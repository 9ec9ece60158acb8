package dev.switchback.processor.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Ranges of three sources in any order, cuts that are ordered, replaced, taken back and compared at one time, owners that die with or without
 * what they wrote: whatever the tables say of a cut that is told to be held is a plain evaluation of the events below its fence. A schedule
 * depends on its seed alone, which a failure names.
 */
class KeptCutsTest {
    private static final int SCHEDULES = Campaign.choose(400, 60_000);
    private static final int STEPS = 260;
    private static final String MANIFEST = """
            pipeline: simulated
            source:
              topic: simulated
              event_time: time
              out_of_orderness: PT10S
              columns: {time: TIMESTAMP(3), name: VARCHAR}
            views:
              visits:
                sql: |
                  SELECT window_start, window_end, name, COUNT(*) AS events
                  FROM TABLE(SESSION(TABLE simulated PARTITION BY name, DESCRIPTOR(time), INTERVAL '0.010' SECOND))
                  GROUP BY window_start, window_end, name
            """;

    private static final PipelinePlan PLAN = plan();

    private int compared;
    private int torn;

    private static PipelinePlan plan() {
        try {
            return new Planner().plan(new ManifestReader().read(MANIFEST));
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("P2, P7: what the tables say of sessions at a cut is exact, in any order of ranges, cuts and crashes")
    void anySchedule() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            run(seed, false);
        }
        assertEquals(0, torn, "with all stores there, every cut that is held can be read at any time");
        assertTrue(compared > SCHEDULES, () -> "only " + compared + " comparisons");
    }

    @Test
    @DisplayName("P7: where a lease could not be asked for, a cut is exact or refused")
    void outages() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            run(seed, true);
        }
        assertTrue(compared > SCHEDULES, () -> "only " + compared + " comparisons");
    }

    private void run(long seed, boolean outages) {
        Random random = new Random(seed);
        SimulatedTopic topic = new SimulatedTopic(random);
        SimulatedKeeper keeper = new SimulatedKeeper(PLAN, topic, random);
        if (outages) {
            keeper.allowOutages();
        }
        // A cut is compared from when it is reached and held for the first time until its lease runs out.
        Set<Integer> held = new HashSet<>();
        for (int step = 0; step < STEPS; step++) {
            step(random, topic, keeper, () -> check(seed, topic, keeper, held));
            check(seed, topic, keeper, held);
        }
        topic.leases.clear();
        while (!keeper.hasTakenAll()) {
            keeper.take(50);
        }
        for (int i = 0; i < 20 && keeper.keptPlaces() > 0; i++) {
            keeper.flush(() -> {});
        }
        assertEquals(0, keeper.keptPlaces(), () -> "seed " + seed + ": what nobody compares is forgotten");
    }

    private static void step(Random random, SimulatedTopic topic, SimulatedKeeper keeper, Runnable between) {
        switch (random.nextInt(20)) {
            case 0 -> topic.order();
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    topic.withdraw();
                }
            }
            case 2 -> {
                if (!topic.leases.isEmpty() && random.nextInt(4) == 0) {
                    topic.leases.remove(random.nextBoolean() ? topic.leases.first() : topic.leases.last());
                }
            }
            case 3 -> {
                if (random.nextInt(3) == 0) {
                    keeper.crash();
                }
            }
            case 4, 5 -> keeper.commit();
            case 6, 7, 8 -> keeper.flush(between);
            case 9, 10, 11, 12, 13, 14 -> keeper.take(1 + random.nextInt(6));
            default -> topic.emit();
        }
    }

    private void check(long seed, SimulatedTopic topic, SimulatedKeeper keeper, Set<Integer> held) {
        for (int cut : new TreeSet<>(topic.leases)) {
            if (topic.fences().containsKey(cut) && topic.isReached(cut) && keeper.holds(cut)) {
                held.add(cut);
            }
        }
        held.retainAll(topic.leases);
        for (int cut : held) {
            Optional<Map<String, String>> read = keeper.read(cut);
            compared++;
            torn += read.isEmpty() ? 1 : 0;
            read.ifPresent(
                    sessions -> assertEquals(topic.sessions(cut), sessions, () -> "seed " + seed + " at cut " + cut));
        }
    }
}
