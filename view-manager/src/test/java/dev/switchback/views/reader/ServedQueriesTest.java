package dev.switchback.views.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ServedQueriesTest {
    @Test
    void percentilesOfSeveralServersAreThoseOfAllTheirQueriesUpToAStep() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Double> millis = new ArrayList<>();
            List<EpochFigures> figures = new ArrayList<>();
            for (int server = 0; server < 3; server++) {
                List<Long> counts = new ArrayList<>(Collections.nCopies(LatencySteps.COUNT, 0L));
                int queries = random.nextInt(200);
                for (int i = 0; i < queries; i++) {
                    double one = Math.exp(random.nextDouble() * 11);
                    millis.add(one);
                    int step = LatencySteps.of(Duration.ofNanos((long) (one * 1e6)));
                    counts.set(step, counts.get(step) + 1);
                }
                figures.add(new EpochFigures("p", 1, queries, 0, counts));
            }
            Collections.sort(millis);
            ServedQueries all = ServedQueries.of(3, 0, figures);
            assertEquals(millis.size(), all.answered());
            if (millis.isEmpty()) {
                assertEquals(Optional.empty(), all.latency(0.99));
                continue;
            }
            for (double share : new double[] {0.01, 0.5, 0.99, 1}) {
                double exact = millis.get(Math.max(0, (int) Math.ceil(share * millis.size()) - 1));
                double told = all.latency(share).orElseThrow().toNanos() / 1e6;
                String what = "seed " + seed + ", share " + share + ": " + told + " for " + exact;
                assertTrue(told >= exact * 0.999999 && told <= exact * 1.0906, what);
            }
        }
    }

    @Test
    void latenciesBeyondTheStepsCountInTheOutermost() {
        assertEquals(0, LatencySteps.of(Duration.ZERO));
        assertEquals(LatencySteps.COUNT - 1, LatencySteps.of(Duration.ofHours(1)));
        assertEquals(Duration.ofMillis(1), LatencySteps.longest(0));
    }
}
