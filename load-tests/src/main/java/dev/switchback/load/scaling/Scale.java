package dev.switchback.load.scaling;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The size of one replay.
 *
 * @param partitions of the topic
 * @param views each with a window of another length, over the same keys
 */
public record Scale(long events, int keys, int partitions, int views) {
    private static final String SOURCE = """
            pipeline: $PIPELINE
            source:
              topic: $PIPELINE
              format: json
              event_time: time
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                page: VARCHAR
                added: BIGINT
            views:
            """;
    private static final String VIEW = """
              pages_$MINUTES:
                sql: |
                  SELECT window_start, page, COUNT(*) AS edits, SUM(added) AS added
                  FROM TABLE(TUMBLE(TABLE $PIPELINE, DESCRIPTOR(time), INTERVAL '$MINUTES' MINUTE))
                  GROUP BY window_start, page
                live: {retention: PT5M, top: [edits]}
            """;

    /** Each view groups by the key and by windows of as many minutes as its number. */
    String manifest(String pipeline) {
        return SOURCE.replace("$PIPELINE", pipeline)
                + IntStream.rangeClosed(1, views)
                        .mapToObj(minutes ->
                                VIEW.replace("$PIPELINE", pipeline).replace("$MINUTES", Integer.toString(minutes)))
                        .collect(Collectors.joining());
    }
}
