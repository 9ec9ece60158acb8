package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.session.CutMark;
import dev.switchback.views.session.SessionMark;
import dev.switchback.views.session.SessionProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The progress of sessions in PostgreSQL: one row per pair of partitions, of the topic of sessions and of the source. */
public final class PostgresSessionProgress implements SessionProgress {
    private static final String RECORD = """
            INSERT INTO session_progress (pipeline, version, partition, source_partition, source_offset, max_event_time)
            SELECT begun.pipeline, begun.version, ?, mark.source_partition, mark.source_offset, mark.max_event_time
            FROM session_topic begun, unnest(?::integer[], ?::bigint[], ?::bigint[])
                AS mark (source_partition, source_offset, max_event_time)
            WHERE begun.pipeline = ? AND begun.version = ?
            ON CONFLICT (pipeline, version, partition, source_partition) DO UPDATE SET
                source_offset = greatest(session_progress.source_offset, excluded.source_offset),
                max_event_time = greatest(session_progress.max_event_time, excluded.max_event_time)""";

    /** Of two owners the one that is further with cuts stands. Who does not keep a cut any more never does so again. */
    private static final String RECORD_CUT = """
            INSERT INTO session_cut (pipeline, version, partition, newest, kept_from)
            SELECT begun.pipeline, begun.version, ?, ?, ? FROM session_topic begun
            WHERE begun.pipeline = ? AND begun.version = ?
            ON CONFLICT (pipeline, version, partition) DO UPDATE SET newest = excluded.newest, kept_from = CASE
                WHEN session_cut.newest < excluded.newest OR session_cut.kept_from IS NOT NULL THEN excluded.kept_from END
            WHERE session_cut.newest <= excluded.newest""";

    private static final String OLDEST_LEASE = """
            SELECT min(number) AS number FROM cut_lease
            WHERE pipeline = ? AND version = ? AND until > clock_timestamp()""";

    private static final String READ = """
            SELECT source_partition, min(source_offset) AS source_offset,
                CASE WHEN count(max_event_time) = count(*) THEN min(max_event_time) END AS max_event_time
            FROM session_progress WHERE pipeline = ? AND version = ?
            GROUP BY source_partition
            HAVING count(*) = (SELECT partitions FROM session_topic WHERE pipeline = ? AND version = ?)""";

    private final Database database;

    public PostgresSessionProgress(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public void begin(VersionId version, int partitions) {
        database.run(on -> on.update(
                "INSERT INTO session_topic (pipeline, version, partitions) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                version.pipeline(),
                version.number(),
                partitions));
    }

    @Override
    public void record(VersionId version, int partition, Map<Integer, SessionMark> marks, CutMark cut) {
        List<Integer> partitions = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        List<@Nullable Long> times = new ArrayList<>();
        marks.forEach((source, mark) -> {
            partitions.add(source);
            offsets.add(mark.offset());
            times.add(
                    mark.maxEventTime().isPresent() ? (Long) mark.maxEventTime().getAsLong() : null);
        });
        database.transact(on -> {
            on.update(
                    RECORD_CUT,
                    partition,
                    cut.newest(),
                    cut.keptFrom().isPresent() ? (Integer) cut.keptFrom().getAsInt() : null,
                    version.pipeline(),
                    version.number());
            return on.update(
                    RECORD,
                    partition,
                    partitions.toArray(Integer[]::new),
                    offsets.toArray(Long[]::new),
                    times.toArray(Long[]::new),
                    version.pipeline(),
                    version.number());
        });
    }

    @Override
    public OptionalInt oldest(VersionId version) {
        return database.run(on -> on.first(
                        OLDEST_LEASE,
                        row -> Statements.optionalInt(row, "number"),
                        version.pipeline(),
                        version.number())
                .orElse(OptionalInt.empty()));
    }

    /** What each partition of the topic of sessions says of cuts; empty for a version without sessions, or of an older release. */
    Map<Integer, CutMark> cuts(VersionId version) {
        return database.run(on -> {
            Map<Integer, CutMark> cuts = new HashMap<>();
            on.list(
                            "SELECT partition, newest, kept_from FROM session_cut WHERE pipeline = ? AND version = ?",
                            row -> Map.entry(
                                    row.getInt("partition"),
                                    new CutMark(row.getInt("newest"), Statements.optionalInt(row, "kept_from"))),
                            version.pipeline(),
                            version.number())
                    .forEach(cut -> cuts.put(cut.getKey(), cut.getValue()));
            return cuts;
        });
    }

    /** Partitions of the version's topic of sessions; 0 for a version without sessions, or that never ran. */
    int partitions(VersionId version) {
        return database.run(on -> on.first(
                        "SELECT partitions FROM session_topic WHERE pipeline = ? AND version = ?",
                        row -> row.getInt("partitions"),
                        version.pipeline(),
                        version.number()))
                .orElse(0);
    }

    @Override
    public Map<Integer, SessionMark> read(VersionId version) {
        return database.run(on -> {
            Map<Integer, SessionMark> marks = new HashMap<>();
            on.list(
                            READ,
                            row -> Map.entry(
                                    row.getInt("source_partition"),
                                    new SessionMark(
                                            row.getLong("source_offset"),
                                            Statements.optionalLong(row, "max_event_time"))),
                            version.pipeline(),
                            version.number(),
                            version.pipeline(),
                            version.number())
                    .forEach(mark -> marks.put(mark.getKey(), mark.getValue()));
            return marks;
        });
    }

    @Override
    public void drop(VersionId version) {
        database.transact(on -> {
            for (String table : List.of("session_topic", "session_cut", "cut_lease", "session_progress")) {
                on.update(
                        "DELETE FROM " + table + " WHERE pipeline = ? AND version = ?",
                        version.pipeline(),
                        version.number());
            }
            return true;
        });
    }
}
