package dev.switchback.standalone.proofs;

import static org.junit.jupiter.api.Assertions.fail;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.standalone.proofs.oracle.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random views over random events in both stores against a plain evaluation. A case is one view over one log. One seed again:
 * {@code -Dswitchback.seed=N}, which then shows the manifest and the log too.
 */
class OracleTest {
    private static final int VIEWS = 20;
    private static final int EVENTS = 100;
    private static final int SHOWN = 8;
    private static final int SIDE_BY_SIDE = 4;

    @Test
    @DisplayName(
            "P1, P2, P4: a thousand random views hold what a plain evaluation gives, in both stores, over crashes and"
                    + " any batches")
    void directly() throws InterruptedException {
        Long only = Long.getLong("switchback.seed");
        List<Long> seeds = new ArrayList<>();
        if (only != null) {
            seeds.add(only);
        } else {
            for (long seed = 1; seed <= Campaign.choose(50, 400); seed++) {
                seeds.add(seed);
            }
        }
        List<String> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            List<Future<String>> results = seeds.stream()
                    .map(seed -> threads.submit(() -> failure(seed)))
                    .toList();
            for (Future<String> result : results) {
                failures.add(result.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        failures.removeIf(String::isEmpty);
        if (!failures.isEmpty()) {
            fail(failures.size() + " of " + seeds.size() + " seeds fail:\n" + String.join("\n", failures));
        }
    }

    /** Empty where the seed's cases agree. */
    private static String failure(long seed) {
        Scenario scenario = Scenario.of(seed, VIEWS, EVENTS);
        Random random = new Random(~seed);
        try {
            ProofPipeline pipeline =
                    ProofPipeline.create("oracle", scenario.partitions(), 1 + random.nextInt(3), scenario.manifest());
            new DirectReplay(pipeline, random).run(OracleCase.bytes(scenario), random.nextInt(4));
            // Whole manifests and logs of many seeds are no help: one seed run again shows its own.
            String details = Long.getLong("switchback.seed") == null ? "" : scenario.describe();
            List<String> differences = new OracleCase(scenario, pipeline).differences();
            pipeline.drop();
            return differences.isEmpty()
                    ? ""
                    : "seed " + seed + ":\n  "
                            + String.join("\n  ", differences.subList(0, Math.min(SHOWN, differences.size()))) + "\n"
                            + details;
        } catch (RuntimeException | AssertionError e) {
            String details = Long.getLong("switchback.seed") == null ? "" : scenario.describe();
            return "seed " + seed + ":\n  " + e + "\n" + details;
        }
    }
}
