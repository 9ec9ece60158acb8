package dev.switchback.standalone.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.standalone.proofs.oracle.Boards;
import dev.switchback.standalone.proofs.oracle.Values;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leaderboards through decoding, the live sink and the query API, while windows leave the retention; compared with a plain evaluation. */
class TopTest {
    private static final int PARTITIONS = 3;
    private static final int SHARDS = 3;
    private static final int SCALE = 200;
    /** The longest leaderboard that may be asked for. */
    private static final int MOST = 1_000;

    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              event_time: t
              out_of_orderness: PT10S
              columns: {t: TIMESTAMP(3), k: VARCHAR, b: BIGINT, d: 'DECIMAL(30,2)', u: VARCHAR}
            views:
              keys:
                sql: |
                  SELECT window_start, k, COUNT(*) AS n, SUM(b) AS total, MAX(b) AS peak, SUM(d) AS money
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE))
                  GROUP BY window_start, k
                live: {retention: PT3M, top: [n, total, peak, money]}
              users:
                sql: |
                  SELECT window_start, u, COUNT(DISTINCT k) AS variety
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE))
                  GROUP BY window_start, u
                live: {retention: PT3M, top: [variety]}
            """;

    @Test
    @DisplayName(
            "P1, P2: leaderboards of many keys hold what a plain evaluation gives, under ties, over windows and shards,"
                    + " while windows are evicted and late events come")
    void whileWindowsLeave() {
        Boards boards = new Boards(new Random(7), PARTITIONS, Campaign.choose(20_000, 300_000));
        ProofPipeline pipeline = ProofPipeline.create("top", PARTITIONS, SHARDS, MANIFEST);
        Random random = new Random(8);
        Set<Long> shown = new HashSet<>();
        while (boards.hasMore()) {
            boards.advance();
            new DirectReplay(pipeline, random, SCALE).run(boards.log(), 2);
            List<Long> visible = boards.visible();
            shown.addAll(visible);
            for (int windows : List.of(1, 10)) {
                Boards.Totals keys = boards.totals(false, windows);
                Boards.Totals users = boards.totals(true, windows);
                for (Boards.Measure measure : Boards.Measure.values()) {
                    List<String> expected = (measure == Boards.Measure.VARIETY ? users : keys).top(measure, MOST);
                    for (int n : List.of(7, MOST)) {
                        assertEquals(
                                expected.subList(0, Math.min(n, expected.size())),
                                answer(pipeline, measure, windows, n),
                                () -> measure + " over " + windows + " of the windows " + visible);
                    }
                }
            }
        }
        assertTrue(shown.size() > boards.visible().size() + 3, "windows that left: " + shown);
        pipeline.drop();
    }

    private static List<String> answer(ProofPipeline pipeline, Boards.Measure measure, int windows, int n) {
        Answer answer = Answer.ask(
                "/v1/" + pipeline.version.pipeline() + "/" + measure.view() + "/top",
                "version",
                String.valueOf(pipeline.version.number()),
                "by",
                measure.column(),
                "windows",
                String.valueOf(windows),
                "n",
                String.valueOf(n));
        return answer.required().rows().stream()
                .map(row -> row.get(measure.key()) + " "
                        + Values.text(new BigDecimal(String.valueOf(row.get(measure.column())))))
                .toList();
    }
}
