package dev.switchback.query.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.switchback.embedded.testing.Campaign;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.versions.PlannedVersion;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.Measure;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Leaderboards over stored groups; the oracle sorts everything. */
class LeaderboardsTest {
    private static final String MANIFEST = """
        pipeline: NAME
        source:
          topic: NAME
          event_time: t
          columns: {t: TIMESTAMP(3), k: VARCHAR, b: BIGINT, d: 'DECIMAL(30,2)', x: DOUBLE, u: VARCHAR}
        views:
          v:
            sql: |
              SELECT window_start, k, COUNT(*) AS n, SUM(b) AS big, SUM(d) AS money, SUM(x) AS weight, MIN(b) AS low,
                MAX(d) AS high, MAX(x) AS peak, AVG(b) AS mean, AVG(x) AS fine, AVG(d) AS price, COUNT(DISTINCT u) AS users
              FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE)) GROUP BY window_start, k
            live: {retention: PT1H, top: [n, big, money, weight, low, high, peak, mean, fine, price, users]}
          counts:
            sql: |
              SELECT window_start, k, COUNT(*) AS n
              FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(t), INTERVAL '1' MINUTE)) GROUP BY window_start, k
            live: {retention: PT1H, top: [n]}
        """;

    private static final Comparator<String> BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final StoredBoards boards = new StoredBoards();

    @AfterAll
    static void close() {
        boards.close();
    }

    @Test
    void equalAPlainSortUnderTiesRoundedScoresAndOddValues() {
        for (int seed = 0; seed < Campaign.choose(24, 1_000); seed++) {
            Random random = new Random(seed);
            PlannedVersion version = StoredBoards.version(MANIFEST, 1 + random.nextInt(4));
            ViewPlan.Aggregate view =
                    (ViewPlan.Aggregate) version.plan().views().getFirst();
            List<String> windows = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(w -> Integer.toString(w))
                    .toList();
            Map<String, Map<String, Kept>> stored = new TreeMap<>();
            int groups = List.of(5, 60, 400).get(random.nextInt(3));
            for (int g = 0; g < groups; g++) {
                String group = "[\"" + "aä𝄞 ".substring(random.nextInt(3)) + g + "\"]";
                for (String window : windows) {
                    if (random.nextInt(4) > 0) {
                        List<@Nullable Object> states = states(view, random);
                        boards.add(version, view, window, group, states);
                        stored.computeIfAbsent(group, k -> new TreeMap<>()).put(window, new Kept(states));
                    }
                }
            }
            boards.flush();
            for (Measure measure : view.measures()) {
                List<String> in = windows.subList(0, 1 + random.nextInt(windows.size()));
                List<Ranked> all = oracle(measure, view, in, stored);
                for (int n : new int[] {1, 7, 1 + random.nextInt(500)}) {
                    assertEquals(
                            described(all.subList(0, Math.min(n, all.size()))),
                            described(new Leaderboards(boards.reader()).top(version, view, measure, in, n)),
                            "seed " + seed + ", " + measure.name() + " over " + in + ", n " + n);
                }
            }
            boards.drop(version);
        }
    }

    /** Scores are negated; Redis keeps the sign of a zero or not, by its version and by how it stores the board. */
    @Test
    void zeroHasNoSign() {
        PlannedVersion version = StoredBoards.version(MANIFEST, 1);
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) version.plan().views().getFirst();
        Measure weight = view.measures().stream()
                .filter(measure -> measure.name().equals("weight"))
                .findFirst()
                .orElseThrow();
        String board = new LiveKeys(version.id(), 0).ranking(view.name(), "0", "weight");
        for (double score : new double[] {0.0, -0.0}) {
            boards.connection.sync().zadd(board, score, group(1));
            assertEquals(
                    0.0,
                    new Leaderboards(boards.reader())
                            .top(version, view, weight, List.of("0"), 1)
                            .getFirst()
                            .value());
        }
        boards.drop(version);
    }

    @Test
    void ofManyKeysOverWindowsAndShardsEqualAPlainSort() {
        int keys = Campaign.choose(200_000, 2_000_000);
        PlannedVersion version = StoredBoards.version(MANIFEST, 4);
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) version.plan().views().get(1);
        long[] totals = new long[keys];
        long[] newest = new long[keys];
        for (int key = 0; key < keys; key++) {
            long popularity = (long) Math.min(1e6, Math.pow(new Random(key).nextDouble(), -0.9));
            Random random = new Random(~(long) key);
            for (int window = 0; window < 4; window++) {
                long count = popularity / 2 + random.nextLong(popularity + 1);
                if (count > 0) {
                    boards.add(version, view, Integer.toString(window), group(key), List.of(count));
                    totals[key] += count;
                    newest[key] += window == 0 ? count : 0;
                }
            }
        }
        boards.flush();
        Leaderboards leaderboards = new Leaderboards(boards.reader());
        Measure measure = view.measures().getFirst();
        for (int n : new int[] {1, 10, 1_000}) {
            assertEquals(
                    sorted(totals, n),
                    described(leaderboards.top(version, view, measure, List.of("0", "1", "2", "3"), n)));
            assertEquals(sorted(newest, n), described(leaderboards.top(version, view, measure, List.of("0"), n)));
        }
        boards.drop(version);
    }

    @Test
    void groupsThatAreTooCloseAreRefusedAndEqualOnesAreNot() {
        PlannedVersion version = StoredBoards.version(MANIFEST, 2);
        ViewPlan.Aggregate view = (ViewPlan.Aggregate) version.plan().views().get(1);
        for (int key = 0; key < 2_000; key++) {
            // What a group has in one window it lacks in the other.
            boards.add(version, view, "0", group(key), List.of(1L + key));
            boards.add(version, view, "1", group(key), List.of(2_000L - key));
            boards.add(version, view, "2", group(key), List.of(5L));
            boards.add(version, view, "3", group(key), List.of(5L));
        }
        boards.flush();
        Leaderboards leaderboards = new Leaderboards(boards.reader(), 1_000);
        Measure measure = view.measures().getFirst();
        ProblemException refused = assertThrows(
                ProblemException.class, () -> leaderboards.top(version, view, measure, List.of("0", "1"), 3));
        assertEquals(ProblemCode.TOO_MANY_GROUPS, refused.code());
        List<Ranked> equal = leaderboards.top(version, view, measure, List.of("2", "3"), 3);
        assertEquals(
                List.of("[\"k0\"] 10", "[\"k1\"] 10", "[\"k10\"] 10"),
                described(equal),
                "the order of equal groups is their text's");
        boards.drop(version);
    }

    /** What a group has in a window. */
    private record Kept(List<@Nullable Object> states) {}

    private static String group(int key) {
        return "[\"k" + key + "\"]";
    }

    private static List<String> sorted(long[] values, int n) {
        return IntStream.range(0, values.length)
                .filter(key -> values[key] > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer key) -> -values[key])
                        .thenComparing(LeaderboardsTest::group, BYTES))
                .limit(n)
                .map(key -> group(key) + " " + values[key])
                .toList();
    }

    private static List<String> described(List<Ranked> ranked) {
        return ranked.stream()
                .map(each -> each.group() + " "
                        + (each.value() instanceof Double number
                                ? Double.toString(number + 0.0)
                                : new BigDecimal(each.value().toString())
                                        .stripTrailingZeros()
                                        .toPlainString()))
                .toList();
    }

    private static List<@Nullable Object> states(ViewPlan.Aggregate view, Random random) {
        List<@Nullable Object> states = new ArrayList<>();
        for (AggregateState state : view.states()) {
            states.add(
                    switch (state.kind()) {
                        case COUNT_ALL -> 1L + random.nextInt(3);
                        case COUNT -> (long) random.nextInt(4);
                        case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> users(random);
                        case SUM, MIN, MAX -> random.nextInt(8) == 0 ? null : value(state.resultType(), random);
                        case QUANTILE, MOMENTS, ARG_MIN, ARG_MAX -> throw new AssertionError("not in these views");
                    });
        }
        // A sum is NULL where nothing was counted, and only there.
        for (Measure measure : view.measures()) {
            if (measure.formula() instanceof Measure.Formula.Average(int sum, int count)) {
                states.set(count, states.get(sum) == null ? 0L : 1L + random.nextInt(4));
            }
        }
        return states;
    }

    private static Set<String> users(Random random) {
        Set<String> users = new HashSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            users.add("u" + random.nextInt(6));
        }
        return users;
    }

    private static Object value(ColumnType type, Random random) {
        long[] large = {1L << 53, (1L << 53) + 1, (1L << 53) + 2, -(1L << 53) - 1, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1
        };
        double[] odd = {0.1, 0.2, -0.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -7.5};
        boolean plain = random.nextInt(3) > 0;
        if (type.kind() == ColumnType.Kind.DOUBLE) {
            return plain ? random.nextInt(7) / 2.0 : odd[random.nextInt(odd.length)];
        }
        long number = plain ? random.nextInt(7) - 2 : large[random.nextInt(large.length)];
        return type.kind() == ColumnType.Kind.DECIMAL
                ? BigDecimal.valueOf(number, 2).multiply(plain ? BigDecimal.ONE : BigDecimal.valueOf(1_000_003))
                : (Object) number;
    }

    private static List<Ranked> oracle(
            Measure measure, ViewPlan.Aggregate view, List<String> windows, Map<String, Map<String, Kept>> stored) {
        List<Ranked> all = new ArrayList<>();
        stored.forEach((group, byWindow) -> {
            List<Kept> parts = new ArrayList<>();
            for (String window : windows) {
                Kept kept = byWindow.get(window);
                if (kept != null) {
                    parts.add(kept);
                }
            }
            Object value = switch (measure.formula()) {
                case Measure.Formula.Finished(int state) -> merged(view.states().get(state), column(parts, state));
                case Measure.Formula.Average(int sum, int count) -> average(column(parts, sum), column(parts, count));
                case Measure.Formula.Quantile quantile -> throw new AssertionError("not in these views");
                case Measure.Formula.Spread spread -> throw new AssertionError("not in these views");
            };
            if (value != null && !(value instanceof Double number && number.isNaN())) {
                all.add(new Ranked(group, value));
            }
        });
        Comparator<Ranked> bySize = (a, b) -> a.value() instanceof Double left && b.value() instanceof Double right
                ? Double.compare(right + 0.0, left + 0.0)
                : new BigDecimal(b.value().toString())
                        .compareTo(new BigDecimal(a.value().toString()));
        all.sort(bySize.thenComparing(Ranked::group, BYTES));
        return all;
    }

    private static List<Object> column(List<Kept> parts, int state) {
        List<Object> values = new ArrayList<>();
        for (Kept part : parts) {
            Object value = part.states().get(state);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object merged(AggregateState state, List<Object> values) {
        Comparator<Object> order = (a, b) -> a instanceof Double left && b instanceof Double right
                ? Double.compare(left, right)
                : new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
        if (values.isEmpty()) {
            return null;
        }
        return switch (state.kind()) {
            case MIN -> values.stream().min(order).orElseThrow();
            case MAX -> values.stream().max(order).orElseThrow();
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> {
                Set<Object> union = new HashSet<>();
                values.forEach(value -> union.addAll((Set<?>) value));
                yield (long) union.size();
            }
            case COUNT_ALL, COUNT, SUM -> sum(values);
            case QUANTILE, MOMENTS, ARG_MIN, ARG_MAX -> throw new AssertionError("not in these views");
        };
    }

    private static Object sum(List<Object> values) {
        if (values.getFirst() instanceof Double) {
            return values.stream()
                    .mapToDouble(value -> (Double) value)
                    .boxed()
                    .reduce(Double::sum)
                    .orElseThrow();
        }
        return values.stream()
                .map(value -> new BigDecimal(value.toString()))
                .reduce(BigDecimal::add)
                .orElseThrow();
    }

    private static @Nullable Double average(List<Object> sums, List<Object> counts) {
        long count = counts.stream().mapToLong(each -> (Long) each).sum();
        return sums.isEmpty() || count == 0 ? null : ((Number) sum(sums)).doubleValue() / count;
    }
}
