package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A log of many keys that comes minute by minute, and the leaderboards of the minutes that are still to be seen. Everything is kept and
 * sorted.
 */
public final class Boards {
    private static final long BEGIN = 1_442_016_000_000L;
    private static final long MINUTE = 60_000;
    private static final long BOUND = 10_000;
    private static final long RETENTION = 3 * MINUTE;
    /** Minutes that have come when the leaderboards are looked at. */
    private static final List<Integer> STAGES = List.of(0, 3, 6, 10);

    private final Random random;
    private final int keys;
    private final List<List<byte @Nullable []>> log = new ArrayList<>();
    private final long[] newest;
    private final TreeMap<Long, Map<String, Group>> byKey = new TreeMap<>();
    private final TreeMap<Long, Map<String, Group>> byUser = new TreeMap<>();
    private int stage;

    public Boards(Random random, int partitions, int keys) {
        this.random = random;
        this.keys = keys;
        this.newest = new long[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            log.add(new ArrayList<>());
            add(partition, BEGIN);
        }
    }

    /** What leaderboards are sorted by. */
    public enum Measure {
        N,
        TOTAL,
        PEAK,
        MONEY,
        VARIETY;

        public String column() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String view() {
            return this == VARIETY ? "users" : "keys";
        }

        /** Name of the dimension. */
        public String key() {
            return this == VARIETY ? "u" : "k";
        }
    }

    /** What one group has in one minute. */
    private static final class Group {
        private long events;
        private @Nullable Long total;
        private @Nullable Long peak;
        private @Nullable Long money;
        private Set<String> keys = Set.of();

        void add(@Nullable Long number, @Nullable Long cents) {
            events++;
            total = combined(total, number, Math::addExact);
            money = combined(money, cents, Math::addExact);
            peak = combined(peak, number, Math::max);
        }

        void add(Group other) {
            events += other.events;
            total = combined(total, other.total, Math::addExact);
            money = combined(money, other.money, Math::addExact);
            peak = combined(peak, other.peak, Math::max);
            addKeys(other.keys);
        }

        void addKeys(Collection<String> more) {
            if (!more.isEmpty()) {
                keys = keys.isEmpty() ? new HashSet<>() : keys;
                keys.addAll(more);
            }
        }

        @Nullable
        Long value(Measure measure) {
            return switch (measure) {
                case N -> events;
                case TOTAL -> total;
                case PEAK -> peak;
                case MONEY -> money;
                case VARIETY -> (long) keys.size();
            };
        }

        private static @Nullable Long combined(@Nullable Long a, @Nullable Long b, BinaryOperator<Long> operator) {
            if (a == null) {
                return b;
            }
            return b == null ? a : operator.apply(a, b);
        }
    }

    public boolean hasMore() {
        return stage < STAGES.size();
    }

    /** All records so far, per partition; null where they were there at the stage before. */
    public List<List<byte @Nullable []>> log() {
        return log;
    }

    /** Lets the next minutes come, with late events for those before. Forgets what was read and what has left. */
    public void advance() {
        int from = stage == 0 ? 0 : STAGES.get(stage - 1);
        if (stage > 0) {
            log.forEach(partition -> Collections.fill(partition, null));
            long oldest = visible().getLast();
            byKey.headMap(oldest).clear();
            byUser.headMap(oldest).clear();
        }
        int until = STAGES.get(stage);
        stage++;
        for (int minute = from; minute < until; minute++) {
            int events = keys / 5;
            for (int i = 0; i < events; i++) {
                long back = random.nextInt(15) == 0 ? random.nextLong(6 * MINUTE) : random.nextLong(BOUND);
                add(random.nextInt(log.size()), BEGIN + minute * MINUTE + i * MINUTE / events - back);
            }
        }
    }

    /** Popular keys are others every four minutes; most keys have an event or two, so that many are equal. */
    private void add(int partition, long time) {
        int rank = (int) (keys * Math.pow(random.nextDouble(), random.nextBoolean() ? 1 : 12));
        long era = Math.floorDiv(time - BEGIN, 4 * MINUTE);
        String key = (rank % 3 == 0 ? "ä" : "k") + (rank < 200 ? era + "_" : "") + rank;
        String user = "u" + (int) (300 * Math.pow(random.nextDouble(), 3));
        Long number = random.nextInt(9) == 0 ? null : (Long) number();
        Long cents = random.nextInt(9) == 0 ? null : (Long) (random.nextInt(2_000) - 500L);
        newest[partition] = Math.max(newest[partition], time);
        String json = "{\"t\":" + time + ",\"k\":\"" + key + "\",\"u\":\"" + user + "\",\"b\":" + number + ",\"d\":"
                + (cents == null ? null : BigDecimal.valueOf(cents, 2)) + "}";
        log.get(partition).add(json.getBytes(StandardCharsets.UTF_8));
        long start = Math.floorDiv(time, MINUTE) * MINUTE;
        group(byKey, start, key).add(number, cents);
        group(byUser, start, user).addKeys(List.of(key));
    }

    /** Some beyond the integers that a double has, so that their sums are. */
    private long number() {
        return switch (random.nextInt(50)) {
            case 0 -> (1L << 53) + random.nextInt(3);
            case 1 -> -(1L << 53) - random.nextInt(3);
            default -> random.nextInt(12) - 2L;
        };
    }

    private static Group group(Map<Long, Map<String, Group>> minutes, long start, String name) {
        return minutes.computeIfAbsent(start, minute -> new HashMap<>()).computeIfAbsent(name, group -> new Group());
    }

    /** Starts of the minutes that end after the watermark less the retention, the newest first. */
    public List<Long> visible() {
        long watermark = Long.MAX_VALUE;
        for (long each : newest) {
            watermark = Math.min(watermark, each - BOUND);
        }
        long horizon = watermark - RETENTION;
        return byKey.descendingKeySet().stream()
                .filter(start -> start + MINUTE > horizon)
                .toList();
    }

    /** What groups have in the newest visible minutes together. */
    public Totals totals(boolean ofUsers, int windows) {
        Map<String, Group> merged = new HashMap<>();
        for (long start : visible().stream().limit(windows).toList()) {
            (ofUsers ? byUser : byKey)
                    .getOrDefault(start, Map.of())
                    .forEach((name, group) ->
                            merged.computeIfAbsent(name, k -> new Group()).add(group));
        }
        return new Totals(merged);
    }

    /** Groups over some minutes. */
    public static final class Totals {
        private static final Comparator<Ranked> WORST_FIRST = Comparator.comparingLong(Ranked::value)
                // The text ends with a quote; no name has a character of which UTF-16 and UTF-8 give another order.
                .thenComparing(each -> each.name() + "\"", Comparator.reverseOrder());

        private final Map<String, Group> groups;

        private Totals(Map<String, Group> groups) {
            this.groups = groups;
        }

        private record Ranked(String name, long value) {}

        /** The first {@code n} groups, as {@code key value}; equal ones by the bytes of their JSON text. */
        public List<String> top(Measure measure, int n) {
            PriorityQueue<Ranked> first = new PriorityQueue<>(WORST_FIRST);
            groups.forEach((name, group) -> {
                Long value = group.value(measure);
                if (value != null) {
                    first.add(new Ranked(name, value));
                    if (first.size() > n) {
                        first.remove();
                    }
                }
            });
            int scale = measure == Measure.MONEY ? 2 : 0;
            return first.stream()
                    .sorted(WORST_FIRST.reversed())
                    .map(each -> each.name() + " " + Values.text(BigDecimal.valueOf(each.value(), scale)))
                    .toList();
        }
    }
}
