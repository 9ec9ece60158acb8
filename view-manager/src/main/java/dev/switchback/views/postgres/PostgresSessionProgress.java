package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.session.SessionMark;
import dev.switchback.views.session.SessionProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    public void record(VersionId version, int partition, Map<Integer, SessionMark> marks) {
        List<Integer> partitions = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        List<@Nullable Long> times = new ArrayList<>();
        marks.forEach((source, mark) -> {
            partitions.add(source);
            offsets.add(mark.offset());
            times.add(
                    mark.maxEventTime().isPresent() ? (Long) mark.maxEventTime().getAsLong() : null);
        });
        database.run(on -> on.update(
                RECORD,
                partition,
                partitions.toArray(Integer[]::new),
                offsets.toArray(Long[]::new),
                times.toArray(Long[]::new),
                version.pipeline(),
                version.number()));
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
            on.update(
                    "DELETE FROM session_topic WHERE pipeline = ? AND version = ?",
                    version.pipeline(),
                    version.number());
            return on.update(
                    "DELETE FROM session_progress WHERE pipeline = ? AND version = ?",
                    version.pipeline(),
                    version.number());
        });
    }
}
