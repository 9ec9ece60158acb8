package dev.switchback.control.postgres;

import dev.switchback.control.preflight.PastReplays;
import dev.switchback.control.replay.ReplayState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Past replays, from the journal's times. Thread-safe. */
public final class PostgresPastReplays implements PastReplays {
    private static final String BUILT = Stream.of(
                    ReplayState.DONE, ReplayState.READY, ReplayState.SWITCHING, ReplayState.CHECKED)
            .map(state -> String.valueOf(state.id()))
            .collect(Collectors.joining(", "));

    private static final String RUNS = """
            SELECT (replay.progress ->> 'events_total')::bigint AS events,
                   extract(epoch FROM reached.at - began.at) AS seconds
            FROM replay
            JOIN journal began ON began.replay_id = replay.id AND began.action = 'replay_replaying'
            JOIN journal reached ON reached.replay_id = replay.id AND reached.action = 'replay_catching_up'
            WHERE replay.pipeline = ? AND replay.state IN (%s)
              AND (replay.progress ->> 'events_total')::bigint > 0
              AND NOT EXISTS (SELECT 1 FROM journal slowed WHERE slowed.replay_id = replay.id
                  AND slowed.action IN ('replay_paused', 'replay_throttled'))
              AND (replay.throttle IS NULL OR replay.throttle = '{}')
            ORDER BY reached.at DESC LIMIT ?""".formatted(BUILT);

    private final Transactions transactions;

    public PostgresPastReplays(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public List<Run> of(String pipeline, int most) {
        return transactions.query(
                RUNS,
                row -> new Run(row.getLong("events"), Duration.ofMillis((long) (row.getDouble("seconds") * 1_000))),
                pipeline,
                most);
    }
}
