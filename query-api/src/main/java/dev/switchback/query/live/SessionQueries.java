package dev.switchback.query.live;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSession;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.state.BucketCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Live queries to views of sessions: the latest sessions of groups. Thread-safe. */
final class SessionQueries {
    /** Sessions that one query looks through; Redis does nothing else meanwhile. */
    private static final long MOST_SCANNED = 500_000;

    private static final String PARTITIONS = "n";

    private final ShardReader reader;
    private final ToIntFunction<VersionId> consumedPartitions;
    private final BiFunction<VersionId, Duration, Optional<Instant>> watermarks;

    /** @param watermarks of the tables of sessions, which are never ahead of the live store */
    SessionQueries(
            ShardReader reader,
            ToIntFunction<VersionId> consumedPartitions,
            BiFunction<VersionId, Duration, Optional<Instant>> watermarks) {
        this.reader = reader;
        this.consumedPartitions = consumedPartitions;
        this.watermarks = watermarks;
    }

    /**
     * What is asked.
     *
     * @param most sessions per group, the latest
     * @param named the groups, if all of them are named
     */
    record Question(
            PlannedVersion version,
            KeptView kept,
            int most,
            int limit,
            GroupFilter filter,
            Optional<List<String>> named) {}

    LiveQueries.Outcome query(Question question) {
        PlannedVersion version = question.version();
        // Read before the rows, so that they hold what it promises.
        Optional<Instant> watermark =
                watermarks.apply(version.id(), version.plan().source().outOfOrderness());
        List<String> groups = question.named().orElseGet(() -> found(question));
        requireFew(question, groups);
        List<Session> sessions = read(question, groups, watermark);
        sessions.sort(Comparator.comparingLong(Session::start)
                .reversed()
                .thenComparing(Session::group, GroupOrder.OF_VALUES));
        boolean more = sessions.size() > question.limit();
        return new LiveQueries.Outcome(
                rows(question.kept().view(), more ? sessions.subList(0, question.limit()) : sessions, more), watermark);
    }

    private record Session(long start, List<@Nullable Object> group, LiveSession row) {}

    /** One shard's reads, behind those that tell whether it is whole. */
    private static final class Reading {
        private final ShardRead read;
        private final int marks;
        private final int horizon;

        Reading(LiveKeys keys) {
            read = new ShardRead(keys);
            marks = read.add("HGETALL", keys.sessionMarks());
            horizon = read.add("GET", keys.sessionHorizon());
        }
    }

    private List<Reading> readings(PlannedVersion version) {
        return WindowReader.shards(version).stream().map(Reading::new).toList();
    }

    /** @throws ProblemException {@link ProblemCode#LIVE_REBUILDING} where a shard does not have all sessions */
    private List<Replies> run(PlannedVersion version, List<Reading> readings) {
        List<Replies> replies =
                reader.read(readings.stream().map(each -> each.read).toList());
        for (int shard = 0; shard < replies.size(); shard++) {
            Map<String, String> marks = replies.get(shard).pairs(readings.get(shard).marks);
            boolean never = marks.isEmpty() && consumedPartitions.applyAsInt(version.id()) == 0;
            if (!never && !String.valueOf(marks.size() - 1).equals(marks.get(PARTITIONS))) {
                throw ShardReader.rebuilding(version.id());
            }
        }
        return replies;
    }

    /** Finds groups by looking through all sessions. */
    private List<String> found(Question question) {
        PlannedVersion version = question.version();
        String view = question.kept().view().name();
        List<Reading> marks = readings(version);
        int partitions = run(version, marks).stream()
                .map(replies -> replies.pairs(marks.getFirst().marks).get(PARTITIONS))
                .mapToInt(text -> text == null ? 0 : Integer.parseInt(text))
                .max()
                .orElse(0);
        List<Reading> sizes = readings(version);
        List<Reading> members = readings(version);
        List<List<Integer>> sizePlaces = new ArrayList<>();
        List<List<Integer>> memberPlaces = new ArrayList<>();
        for (int shard = 0; shard < sizes.size(); shard++) {
            sizePlaces.add(new ArrayList<>());
            memberPlaces.add(new ArrayList<>());
            for (int partition = 0; partition < partitions; partition++) {
                ShardRead size = sizes.get(shard).read;
                ShardRead member = members.get(shard).read;
                String ends = size.keys().sessionEnds(view, partition);
                sizePlaces.get(shard).add(size.add("ZCARD", ends));
                memberPlaces.get(shard).add(member.add("ZRANGE", ends, "0", "-1"));
            }
        }
        requireFew(question, total(run(version, sizes), sizePlaces));
        List<Replies> replies = run(version, members);
        Set<String> groups = new LinkedHashSet<>();
        for (int shard = 0; shard < replies.size(); shard++) {
            for (int place : memberPlaces.get(shard)) {
                for (String member : replies.get(shard).texts(place)) {
                    if (member != null) {
                        groups.add(member.substring(member.indexOf('|') + 1));
                    }
                }
            }
        }
        return groups.stream().filter(question.filter().passes()).toList();
    }

    private void requireFew(Question question, List<String> groups) {
        List<Reading> sizes = readings(question.version());
        List<List<Integer>> places = new ArrayList<>();
        sizes.forEach(each -> places.add(new ArrayList<>()));
        for (String group : groups) {
            int shard = LiveKeys.shardOf(group, sizes.size());
            ShardRead read = sizes.get(shard).read;
            places.get(shard)
                    .add(read.add(
                            "HLEN", read.keys().sessions(question.kept().view().name(), group)));
        }
        requireFew(question, total(run(question.version(), sizes), places));
    }

    private static long total(List<Replies> replies, List<List<Integer>> places) {
        long total = 0;
        for (int shard = 0; shard < replies.size(); shard++) {
            for (int place : places.get(shard)) {
                total += replies.get(shard).integer(place);
            }
        }
        return total;
    }

    private static void requireFew(Question question, long sessions) {
        if (sessions > MOST_SCANNED) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_GROUPS,
                    "the live store holds " + sessions + " sessions for this question to "
                            + question.kept().view().name() + ", more than the " + MOST_SCANNED
                            + " that one request looks through; give values for more dimensions");
        }
    }

    private List<Session> read(Question question, List<String> groups, Optional<Instant> watermark) {
        ViewPlan.Aggregate view = question.kept().view();
        List<Reading> readings = readings(question.version());
        List<Integer> places = new ArrayList<>();
        for (String group : groups) {
            ShardRead read = readings.get(LiveKeys.shardOf(group, readings.size())).read;
            places.add(read.add("HGETALL", read.keys().sessions(view.name(), group)));
        }
        List<Replies> replies = run(question.version(), readings);
        long hidden = hiddenUpTo(question.kept(), readings, replies, watermark);
        GroupCodec codec = GroupCodec.of(view);
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            String group = groups.get(i);
            List<@Nullable Object> values = Arrays.asList(codec.decode(group));
            List<Session> latest = new ArrayList<>();
            replies.get(LiveKeys.shardOf(group, readings.size()))
                    .pairs(places.get(i))
                    .forEach((start, text) -> {
                        LiveSession row = LiveSession.of(text);
                        if (row.end() > hidden) {
                            latest.add(new Session(Long.parseLong(start), values, row));
                        }
                    });
            latest.sort(Comparator.comparingLong(Session::start).reversed());
            sessions.addAll(latest.subList(0, Math.min(question.most(), latest.size())));
        }
        return sessions;
    }

    /** Sessions that end at or before it are past the retention, and some shard may have dropped them. */
    private static long hiddenUpTo(
            KeptView kept, List<Reading> readings, List<Replies> replies, Optional<Instant> watermark) {
        long newest = watermark.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        for (int shard = 0; shard < replies.size(); shard++) {
            String horizon = replies.get(shard).text(readings.get(shard).horizon);
            newest = horizon == null ? newest : Math.max(newest, Long.parseLong(horizon));
        }
        return newest == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : newest - kept.live().retention().toMillis();
    }

    private static Rows rows(ViewPlan.Aggregate view, List<Session> sessions, boolean more) {
        List<ResultColumn> columns = new ArrayList<>();
        columns.add(new ResultColumn(HistoryNames.WINDOW_START, ColumnType.TIMESTAMP));
        view.dimensions().forEach(d -> columns.add(new ResultColumn(d.name(), d.type())));
        view.measures().forEach(m -> columns.add(new ResultColumn(m.name(), m.type())));
        columns.add(new ResultColumn(HistoryNames.WINDOW_END, ColumnType.TIMESTAMP));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Session session : sessions) {
            @Nullable Object[] row = new @Nullable Object[columns.size()];
            row[0] = session.start();
            for (int i = 0; i < session.group().size(); i++) {
                row[1 + i] = session.group().get(i);
            }
            Measures.append(
                    view.measures(),
                    states(view, session.row()),
                    row,
                    1 + session.group().size());
            row[columns.size() - 1] = session.row().end();
            rows.add(row);
        }
        return new Rows(columns, rows, more);
    }

    private static List<@Nullable Object> states(ViewPlan.Aggregate view, LiveSession row) {
        List<@Nullable Object> states = new ArrayList<>();
        for (int i = 0; i < row.states().size(); i++) {
            AggregateState state = view.states().get(i);
            String text = row.states().get(i);
            states.add(
                    text != null && state.kind() == AggregateState.Kind.QUANTILE
                            ? buckets(text)
                            : GroupLookup.value(state, text));
        }
        return states;
    }

    private static BucketCounts buckets(String text) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        String[] words = text.trim().split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            counts.put(Integer.valueOf(words[i]), Long.valueOf(words[i + 1]));
        }
        return BucketCounts.of(counts);
    }
}
