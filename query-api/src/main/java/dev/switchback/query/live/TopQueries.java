package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.FilterReader;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.Quoted;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Top-N queries: the groups with the largest values of a measure. Thread-safe; blocks, so it is meant for virtual threads. */
public final class TopQueries {
    private static final int DEFAULT_N = 10;
    private static final int MAX_N = 1_000;
    private static final List<String> PARAMETERS = List.of("by", "n", "windows", Completeness.PARAMETER, "version");

    private final WindowReader windows;
    private final Leaderboards leaderboards;

    /**
     * @param redis gives the commands of a connection that stays the caller's to close
     * @param consumedPartitions of how many partitions a version has taken in events
     */
    public TopQueries(
            Supplier<RedisScriptingAsyncCommands<String, String>> redis, ToIntFunction<VersionId> consumedPartitions) {
        ShardReader reader = new ShardReader(redis, consumedPartitions);
        this.windows = new WindowReader(reader);
        this.leaderboards = new Leaderboards(reader);
    }

    /**
     * Answers from one version.
     *
     * @param parameters all of them are taken
     * @throws ProblemException where a parameter cannot be understood, or the view is not live
     * @throws dev.switchback.views.StoreUnavailableException where Redis does not answer
     */
    public LiveQueries.Outcome query(PlannedVersion version, ViewPlan plan, QueryParameters parameters) {
        KeptView kept = KeptView.require(version, plan);
        ViewPlan.Aggregate view = kept.view();
        Measure measure = measure(kept, parameters);
        int n = parameters.number("n", 1, MAX_N).orElse(DEFAULT_N);
        int most = parameters.number("windows", 1, LiveQueries.MAX_WINDOWS).orElse(1);
        Completeness complete = Completeness.read(parameters, view);
        FilterReader.read(parameters, List.of(), PARAMETERS);
        WindowChoice choice = WindowChoice.together(view, most, complete == Completeness.ONLY);
        Reading reading = read(version, kept, measure, choice, n + 1);
        while (!windows.areKept(version, view, kept.live(), reading.windows().names())) {
            // A shard may have dropped a window before it was read, so that its groups are missing.
            reading = read(version, kept, measure, choice, n + 1);
        }
        VisibleWindows visible = reading.windows();
        List<Ranked> ranked = reading.ranked();
        boolean more = ranked.size() > n;
        List<Ranked> shown = more ? ranked.subList(0, n) : ranked;
        boolean oneWindow = view.window().isPresent() && most == 1;
        Rows rows = complete.mark(
                rows(view, measure, shown, oneWindow, visible, more),
                row -> visible.isComplete(view, Long.parseLong(visible.names().getFirst())));
        return new LiveQueries.Outcome(rows, visible.watermark());
    }

    /** What was found in which windows. */
    private record Reading(VisibleWindows windows, List<Ranked> ranked) {}

    private Reading read(PlannedVersion version, KeptView kept, Measure measure, WindowChoice choice, int n) {
        VisibleWindows visible = windows.newest(version, kept.view(), kept.live(), choice);
        return new Reading(visible, leaderboards.top(version, kept.view(), measure, visible.names(), n));
    }

    private static Measure measure(KeptView kept, QueryParameters parameters) {
        List<String> top = kept.live().top();
        String by = parameters.one("by").orElseGet(() -> top.size() == 1 ? top.getFirst() : "");
        return kept.view().measures().stream()
                .filter(measure -> measure.name().equals(by) && top.contains(by))
                .findFirst()
                .orElseThrow(() -> ProblemException.unknown(
                        ProblemCode.UNKNOWN_MEASURE,
                        top.isEmpty()
                                ? kept.view().name() + " has no leaderboards: its manifest has no live.top"
                                : "by=" + Quoted.of(by) + " names no leaderboard of "
                                        + kept.view().name(),
                        top));
    }

    private static Rows rows(
            ViewPlan.Aggregate view,
            Measure measure,
            List<Ranked> ranked,
            boolean oneWindow,
            VisibleWindows visible,
            boolean more) {
        GroupCodec codec = GroupCodec.of(view);
        List<ResultColumn> columns = new ArrayList<>();
        if (oneWindow) {
            columns.add(new ResultColumn(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP));
        }
        view.dimensions().forEach(d -> columns.add(new ResultColumn(d.name(), d.type())));
        columns.add(new ResultColumn(measure.name(), measure.type()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Ranked group : ranked) {
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            if (oneWindow) {
                row[0] = Long.valueOf(visible.names().getFirst());
            }
            @Nullable Object[] values = codec.decode(group.group());
            System.arraycopy(values, 0, row, oneWindow ? 1 : 0, values.length);
            row[row.length - 1] = value(measure, group.value());
            rows.add(row);
        }
        return new Rows(columns, rows, more);
    }

    /** As the column's type has it. A sum over several windows may be wider than it. */
    private static Object value(Measure measure, Object value) {
        ColumnType type = measure.type();
        if (!(value instanceof BigDecimal sum)) {
            return value;
        }
        boolean whole = type.kind() != ColumnType.Kind.DECIMAL;
        if (whole ? sum.toBigInteger().bitLength() > 63 : sum.precision() > type.precision()) {
            throw new ProblemException(
                    ProblemCode.VALUE_OUT_OF_RANGE,
                    "a value of " + measure.name() + " over these windows does not fit its type " + type.sql()
                            + "; ask for fewer windows");
        }
        return whole ? (Object) sum.longValueExact() : sum;
    }
}
