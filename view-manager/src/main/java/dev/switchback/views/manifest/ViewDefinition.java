package dev.switchback.views.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One view of a manifest.
 *
 * @param name {@code [a-z][a-z0-9_]{0,39}}, without two underscores in a row; SQL keywords are allowed
 * @param sql the query, as written
 * @param sqlLine line of the manifest (from 1) on which the SQL's first line stands, so that SQL errors name the manifest's line
 * @param sqlColumn column of the manifest (from 1) at which the SQL's lines begin; 0 where columns cannot be named (folded or escaped text)
 * @param liveLine line of the manifest (from 1) on which the live block begins; 0 without one
 * @param live absent: the view is not kept in the live store
 */
public record ViewDefinition(
        String name, String sql, int sqlLine, int sqlColumn, int liveLine, Optional<Live> live, History history) {

    /**
     * @param retention how far behind the watermark a window stays in the live store
     * @param top measures that have a leaderboard
     */
    public record Live(Duration retention, List<String> top) {
        public Live {
            top = List.copyOf(top);
        }
    }

    /** @param retention how far behind the watermark a window is answered; absent: without end */
    public record History(Optional<Duration> retention) {}
}
