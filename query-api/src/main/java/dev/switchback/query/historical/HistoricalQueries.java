package dev.switchback.query.historical;

import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Rows;
import dev.switchback.query.versions.HistoryWatermarks;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.plan.ViewPlan;
import java.time.Instant;
import java.util.Optional;

/** Historical queries. Thread-safe; blocks, so it is meant for virtual threads. */
public final class HistoricalQueries {
    private final SelectRunner runner;
    private final SharedRuns<Asked, Rows> runs = new SharedRuns<>();
    private final HistoryWatermarks watermarks;
    private final HistoryWatermarks sessionWatermarks;

    /** @param sessionWatermarks of views of sessions, whose tables follow the others */
    public HistoricalQueries(
            ClickHouseServers servers,
            QueryLimits limits,
            HistoryWatermarks watermarks,
            HistoryWatermarks sessionWatermarks) {
        this.sessionWatermarks = sessionWatermarks;
        this.runner = new SelectRunner(servers, limits);
        this.watermarks = watermarks;
    }

    /**
     * Answers a query from one version.
     *
     * @param parameters all of them are taken
     * @throws dev.switchback.query.problem.ProblemException where a parameter cannot be understood
     * @throws dev.switchback.views.StoreUnavailableException where ClickHouse does not answer
     */
    public Outcome query(PlannedVersion version, ViewPlan view, QueryParameters parameters) {
        // Read before the rows, so that they hold what it promises.
        Optional<Instant> watermark =
                watermarks(view).of(version.id(), version.plan().source().outOfOrderness());
        Optional<Instant> hiddenUpTo =
                watermark.flatMap(instant -> view.history().retention().map(instant::minus));
        Rows rows = switch (view) {
            case ViewPlan.Aggregate aggregate -> {
                AggregateQuery query = new AggregateQueryReader(aggregate, parameters).read();
                CompleteRows complete = new CompleteRows(query, watermark);
                Select select = AggregateSql.of(query, version.id(), hiddenUpTo, complete);
                yield query.complete().mark(run(select, version.id()), complete::holds);
            }
            case ViewPlan.Rows plain -> {
                Select select = new RowsSelect(
                                plain, parameters, version.plan().source().eventTime())
                        .build(version.id(), hiddenUpTo);
                yield run(select, version.id());
            }
        };
        return new Outcome(rows, watermark);
    }

    private Rows run(Select select, VersionId version) {
        return runs.run(new Asked(version, select), () -> runner.run(select, version));
    }

    private record Asked(VersionId version, Select select) {}

    private HistoryWatermarks watermarks(ViewPlan view) {
        return view instanceof ViewPlan.Aggregate aggregate
                        && aggregate.session().isPresent()
                ? sessionWatermarks
                : watermarks;
    }

    /** @param watermark of the version in the history store when the query began; empty while no event has an event time */
    public record Outcome(Rows rows, Optional<Instant> watermark) {}
}
