package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.ledger.Counts;
import java.util.List;

/** Compares a pipeline's stores and ledger with a plain evaluation of what was sent. */
final class Expectations {
    private Expectations() {}

    static void verify(TestPipeline pipeline, List<GeneratedEvent> sent, long gaps) {
        PlainEvaluation expected = PlainEvaluation.of(sent);
        assertEquals(expected.byChannel, HistoryContent.aggregated(pipeline, 0), "history of by_channel");
        assertEquals(expected.totals, HistoryContent.aggregated(pipeline, 1), "history of totals");
        assertEquals(expected.small, HistoryContent.small(pipeline), "history of small");
        assertEquals(expected.dead, HistoryContent.deadLetters(pipeline), "dead letters");
        verifyLive(pipeline, sent);
        Counts counts = pipeline.counts();
        assertEquals(expected.kept, counts.kept(), "kept");
        assertEquals(expected.filtered, counts.filtered(), "filtered");
        assertEquals(expected.dead, counts.dead(), "dead");
        assertEquals(gaps, counts.gaps(), "gaps");
        assertEquals(
                counts.viewEvents(),
                new ClickHouseHistoryStore(Stores.CLICKHOUSE).storedEvents(pipeline.version, pipeline.plan),
                "audit: events folded into rows");
    }

    static void verifyLive(TestPipeline pipeline, List<GeneratedEvent> sent) {
        PlainEvaluation expected = PlainEvaluation.of(sent);
        assertEquals(expected.byChannel, LiveContent.aggregated(pipeline, 0), "live by_channel");
        assertEquals(expected.totals, LiveContent.aggregated(pipeline, 1), "live totals");
    }
}
