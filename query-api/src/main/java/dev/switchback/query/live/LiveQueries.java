package dev.switchback.query.live;

import dev.switchback.query.request.Completeness;
import dev.switchback.query.request.Filter;
import dev.switchback.query.request.FilterReader;
import dev.switchback.query.request.QueryParameters;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ViewPlan;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Live queries: groups of the newest windows. Thread-safe; blocks, so it is meant for virtual threads. */
public final class LiveQueries {
    static final int MAX_WINDOWS = 2_000;
    private static final int MAX_NAMED = 10_000;
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 100_000;
    private static final List<String> PARAMETERS = List.of("windows", "limit", Completeness.PARAMETER, "version");

    private final WindowReader windows;
    private final GroupReader groups;
    private final NewestGroups newest;
    private final SessionQueries sessions;

    /**
     * @param redis gives the commands of a connection that stays the caller's to close
     * @param consumedPartitions of how many partitions a version has taken in events
     * @param sessionWatermarks of a version's tables of sessions, by its out-of-orderness
     */
    public LiveQueries(
            Supplier<RedisScriptingAsyncCommands<String, String>> redis,
            ToIntFunction<VersionId> consumedPartitions,
            BiFunction<VersionId, Duration, Optional<Instant>> sessionWatermarks) {
        ShardReader reader = new ShardReader(redis, consumedPartitions);
        this.windows = new WindowReader(reader);
        this.groups = new GroupReader(reader);
        this.newest = new NewestGroups(reader);
        this.sessions = new SessionQueries(reader, consumedPartitions, sessionWatermarks);
    }

    /**
     * Answers from one version: newest window first, then by the dimensions. Of sessions, the latest ones of each group.
     *
     * @param parameters all of them are taken
     * @throws dev.switchback.query.problem.ProblemException where a parameter cannot be understood, or the view is not live
     * @throws dev.switchback.views.StoreUnavailableException where Redis does not answer
     */
    public Outcome query(PlannedVersion version, ViewPlan plan, QueryParameters parameters) {
        KeptView kept = KeptView.require(version, plan);
        ViewPlan.Aggregate view = kept.view();
        int most = parameters.number("windows", 1, MAX_WINDOWS).orElse(1);
        int limit = parameters.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        Completeness complete = Completeness.read(parameters, view);
        List<Filter> filters = FilterReader.read(parameters, view.dimensions(), PARAMETERS);
        GroupFilter filter = new GroupFilter(view, filters);
        if (view.session().isPresent()) {
            return sessions.query(
                    new SessionQueries.Question(version, kept, most, limit, filter, filter.named(MAX_NAMED)));
        }
        Optional<List<String>> named = filter.named(MAX_NAMED / most);
        Answered answered = named.isPresent() && complete != Completeness.ONLY
                ? namedRows(version, kept, most, named.get(), limit)
                : searched(version, kept, WindowChoice.each(most, complete == Completeness.ONLY), filter, limit);
        VisibleWindows visible = answered.windows();
        Rows marked =
                complete.mark(answered.rows(), row -> row[0] instanceof Long start && visible.isComplete(view, start));
        return new Outcome(marked, visible.watermark());
    }

    private record Answered(VisibleWindows windows, Rows rows) {}

    private Answered namedRows(PlannedVersion version, KeptView kept, int most, List<String> named, int limit) {
        NewestGroups.Found read = newest.read(version, kept, most, named);
        return new Answered(read.windows(), limited(kept.view(), read.groups(), limit));
    }

    private Answered searched(
            PlannedVersion version, KeptView kept, WindowChoice choice, GroupFilter filter, int limit) {
        ViewPlan.Aggregate view = kept.view();
        VisibleWindows visible = windows.newest(version, view, kept.live(), choice);
        Optional<List<String>> named =
                filter.named(MAX_NAMED / Math.max(1, visible.names().size()));
        Rows rows = named.isPresent()
                ? namedRows(version, view, visible, named.get(), limit)
                : foundRows(version, view, visible, filter, limit);
        return new Answered(visible, rows);
    }

    private Rows namedRows(
            PlannedVersion version, ViewPlan.Aggregate view, VisibleWindows visible, List<String> named, int limit) {
        List<GroupReader.Address> addresses = new ArrayList<>();
        for (String window : visible.names()) {
            named.forEach(group -> addresses.add(new GroupReader.Address(window, group)));
        }
        return limited(view, groups.read(version, view, sorted(view, visible, addresses)), limit);
    }

    private static Rows limited(ViewPlan.Aggregate view, List<LiveGroup> found, int limit) {
        boolean more = found.size() > limit;
        return rows(view, more ? found.subList(0, limit) : found, more);
    }

    private Rows foundRows(
            PlannedVersion version, ViewPlan.Aggregate view, VisibleWindows visible, GroupFilter filter, int limit) {
        List<GroupReader.Address> found =
                sorted(view, visible, groups.find(version, view, visible.names(), filter.passes()));
        boolean more = found.size() > limit;
        return rows(view, groups.read(version, view, more ? found.subList(0, limit) : found), more);
    }

    private static List<GroupReader.Address> sorted(
            ViewPlan.Aggregate view, VisibleWindows visible, List<GroupReader.Address> addresses) {
        GroupCodec codec = GroupCodec.of(view);
        List<Sorted> sorted = new ArrayList<>();
        for (GroupReader.Address address : addresses) {
            sorted.add(new Sorted(
                    visible.names().indexOf(address.window()), Arrays.asList(codec.decode(address.group())), address));
        }
        sorted.sort(Comparator.comparingInt(Sorted::window).thenComparing(Sorted::values, GroupOrder.OF_VALUES));
        return sorted.stream().map(Sorted::address).toList();
    }

    private static Rows rows(ViewPlan.Aggregate view, List<LiveGroup> found, boolean more) {
        GroupCodec codec = GroupCodec.of(view);
        List<ResultColumn> columns = new ArrayList<>();
        int time = view.window().isPresent() ? 1 : 0;
        if (time == 1) {
            columns.add(new ResultColumn(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP));
        }
        view.dimensions().forEach(d -> columns.add(new ResultColumn(d.name(), d.type())));
        view.measures().forEach(m -> columns.add(new ResultColumn(m.name(), m.type())));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (LiveGroup group : found) {
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            if (!group.window().equals(LiveKeys.ALL_TIME)) {
                row[0] = Long.valueOf(group.window());
            }
            @Nullable Object[] values = codec.decode(group.group());
            System.arraycopy(values, 0, row, time, values.length);
            Measures.append(view.measures(), group.states(), row, time + values.length);
            rows.add(row);
        }
        return new Rows(columns, rows, more);
    }

    /** What a live or top query found; the watermark is the live store's when the query began, empty while no event has an event time. */
    public record Outcome(Rows rows, Optional<Instant> watermark) {}

    private record Sorted(int window, List<@Nullable Object> values, GroupReader.Address address) {}
}
