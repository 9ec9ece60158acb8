package dev.switchback.views.postgres;

import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunBoard;
import dev.switchback.views.run.RunOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The run board in PostgreSQL. */
public final class PostgresRunBoard implements RunBoard {
    private final Database database;

    public PostgresRunBoard(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    @Override
    public RunOrder order(VersionId version) {
        return database.run(on -> on.first(
                        "SELECT paused, events_per_second FROM run_order WHERE pipeline = ? AND version = ?",
                        row -> new RunOrder(
                                row.getBoolean("paused"), Statements.optionalLong(row, "events_per_second")),
                        version.pipeline(),
                        version.number()))
                .orElse(RunOrder.FULL_SPEED);
    }

    @Override
    public void give(VersionId version, RunOrder order) {
        database.run(on -> on.update(
                """
                INSERT INTO run_order (pipeline, version, paused, events_per_second) VALUES (?, ?, ?, ?::bigint)
                ON CONFLICT (pipeline, version)
                DO UPDATE SET paused = excluded.paused, events_per_second = excluded.events_per_second""",
                version.pipeline(),
                version.number(),
                order.paused(),
                order.eventsPerSecond().isPresent() ? order.eventsPerSecond().getAsLong() : null));
    }

    @Override
    public void report(ProcessorReport report) {
        database.run(on -> on.update(
                """
                INSERT INTO processor_report
                (pipeline, version, instance, state, partitions, problem, events_per_second, reported_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
                ON CONFLICT (pipeline, version, instance) DO UPDATE SET state = excluded.state,
                partitions = excluded.partitions, problem = excluded.problem,
                events_per_second = excluded.events_per_second, reported_at = excluded.reported_at""",
                report.version().pipeline(),
                report.version().number(),
                report.instance(),
                report.state().id(),
                report.partitions().toArray(Integer[]::new),
                report.problem(),
                report.eventsPerSecond()));
    }

    @Override
    public List<ProcessorReport> reports(VersionId version) {
        return database.run(on -> on.list("""
                SELECT instance, state, partitions, problem, events_per_second,
                greatest(0, extract(epoch FROM clock_timestamp() - reported_at) * 1000)::bigint AS age_millis
                FROM processor_report
                WHERE pipeline = ? AND version = ? AND reported_at > clock_timestamp() - interval '1 minute'
                ORDER BY instance""", row -> report(version, row), version.pipeline(), version.number()));
    }

    private static ProcessorReport report(VersionId version, ResultSet row) throws SQLException {
        return new ProcessorReport(
                version,
                row.getString("instance"),
                ProcessorState.of(row.getInt("state")),
                List.of((Integer[]) row.getArray("partitions").getArray()),
                row.getString("problem"),
                row.getDouble("events_per_second"),
                Duration.ofMillis(row.getLong("age_millis")));
    }

    @Override
    public void drop(VersionId version) {
        database.transact(on -> on.update(
                        "DELETE FROM run_order WHERE pipeline = ? AND version = ?",
                        version.pipeline(),
                        version.number())
                + on.update(
                        "DELETE FROM mirror WHERE pipeline = ? AND version = ?", version.pipeline(), version.number())
                + on.update(
                        "DELETE FROM instance_order WHERE pipeline = ? AND version = ?",
                        version.pipeline(),
                        version.number())
                + on.update(
                        "DELETE FROM processor_report WHERE pipeline = ? AND version = ?",
                        version.pipeline(),
                        version.number()));
    }
}
