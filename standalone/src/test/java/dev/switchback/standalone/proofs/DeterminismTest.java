package dev.switchback.standalone.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.processor.app.ProcessorTuning;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.standalone.proofs.oracle.Scenario;
import dev.switchback.standalone.proofs.oracle.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers are a function of the log: not of batches, threads or instances. Random pipelines through Kafka and whole processors. */
class DeterminismTest {
    private static final int VIEWS = 12;
    private static final int SESSIONS = 12;
    private static final int EVENTS = Campaign.choose(1_000, 2_500);

    @Test
    @DisplayName(
            "P1, P2, P4: one log read in small and large batches, by one and by several threads and instances, gives"
                    + " the same bytes")
    void sameBytes() {
        for (long seed = 0; seed < Campaign.choose(1, 8); seed++) {
            sameBytes(Scenario.of(1_000_000 + seed, VIEWS, SESSIONS, EVENTS));
        }
    }

    private static void sameBytes(Scenario scenario) {
        ProofPipeline small = read(scenario, ProofTopic.SMALL_BATCHES, 1, 3);
        ProofPipeline large = read(scenario, ProcessorTuning.DEFAULT, 2, 1);
        assertEquals(List.of(), new OracleCase(scenario, small).differences(), scenario::describe);
        for (View view : scenario.views()) {
            if (view.rounds()) {
                // Equal within the tolerance only, which the oracle checks.
                assertEquals(List.of(), new OracleCase(scenario, large).differences(), scenario::describe);
            } else {
                assertEquals(
                        small.history(view.name()).rowsAsWritten(),
                        large.history(view.name()).rowsAsWritten(),
                        () -> view.name() + "\n" + scenario.manifest());
                if (view.isLive()) {
                    assertEquals(
                            small.live(view.name()).rowsAsWritten(),
                            large.live(view.name()).rowsAsWritten(),
                            () -> view.name() + " live\n" + scenario.manifest());
                }
            }
        }
    }

    @Test
    @DisplayName(
            "P3: mergeable aggregates are not shuffled: a version has no topic of its own, and its rows are deltas of"
                    + " partitions")
    void noShuffle() {
        Scenario scenario = Scenario.of(1_000_100, 4, 600);
        ProofPipeline pipeline = read(scenario, ProcessorTuning.DEFAULT, 1, 2);
        assertEquals(List.of(), new OracleCase(scenario, pipeline).differences(), scenario::describe);
        assertEquals(Set.of(pipeline.version.pipeline()), ProofTopic.topicsWith(pipeline.version.pipeline()));
    }

    private static ProofPipeline read(Scenario scenario, ProcessorTuning tuning, int instances, int threads) {
        ProofPipeline pipeline = ProofPipeline.create("same", scenario.partitions(), 1, scenario.manifest());
        ProofTopic topic = new ProofTopic(pipeline, OracleCase.bytes(scenario));
        List<VersionProcessor> processors = new ArrayList<>();
        try {
            for (int instance = 0; instance < instances; instance++) {
                processors.add(topic.start("i" + instance, threads, tuning));
            }
            topic.awaitEnd(processors.getFirst());
        } finally {
            processors.forEach(VersionProcessor::close);
        }
        return pipeline;
    }
}
