package dev.switchback.processor.app;

import dev.switchback.views.state.Buckets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An event of {@link AggregatesTest}, and the view of its manifest written out by hand. */
record AggregatedEvent(
        int partition,
        long time,
        String k,
        @Nullable Double d,
        @Nullable Double v,
        @Nullable Long l,
        @Nullable BigDecimal m,
        @Nullable String s,
        @Nullable Boolean b) {

    static List<AggregatedEvent> generate(long seed, int count) {
        Random random = new Random(seed);
        List<AggregatedEvent> events = new ArrayList<>();
        BigInteger comingBack = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            String s = random.nextInt(10) == 0 ? null : "saü".substring(0, 1 + random.nextInt(3)) + random.nextInt(3);
            Long l = maybe(random, integer(s, comingBack, i < count / 2, random));
            if (l != null && "s2".equals(s)) {
                comingBack = comingBack.add(BigInteger.valueOf(l));
            }
            events.add(new AggregatedEvent(
                    random.nextInt(2),
                    GeneratedEvent.BEGIN + i * 100L - random.nextInt(20) * 100L,
                    "k" + random.nextInt(3),
                    maybe(random, number(random)),
                    maybe(random, 1e9 + random.nextGaussian()),
                    l,
                    maybe(random, new BigDecimal(random.nextInt(5) + "9".repeat(30) + ".5" + random.nextInt(10))),
                    s,
                    maybe(random, random.nextInt(5) > 0)));
        }
        return events;
    }

    /** The texts' sums: s0 and s1 leave 64 bits for good, s2 goes beyond and comes back. */
    private static long integer(@Nullable String s, BigInteger sum, boolean out, Random random) {
        long huge = Long.MAX_VALUE / 100 - random.nextInt(50);
        return switch (String.valueOf(s)) {
            case "s0" -> huge;
            case "s1" -> -huge;
            case "s2" -> out ? huge : sum.signum() > 0 ? -huge : 1;
            default -> random.nextInt(2_000) - 1_000;
        };
    }

    private static double number(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0.0;
            case 1 -> random.nextInt(3);
            case 2 -> random.nextInt(7) - 3;
            case 3 -> random.nextGaussian() * Double.MIN_NORMAL;
            default -> random.nextGaussian() * Math.pow(10, random.nextInt(8));
        };
    }

    private static <T> @Nullable T maybe(Random random, T value) {
        return random.nextInt(8) == 0 ? null : value;
    }

    GeneratedEvent record() {
        String json = "{\"time\":" + time + ",\"k\":\"" + k + "\",\"d\":"
                + (d != null && d == 0 && time % 200 == 0 ? "-0.0" : String.valueOf(d)) + ",\"v\":" + v + ",\"l\":" + l
                + ",\"m\":" + m + ",\"s\":" + (s == null ? "null" : "\"" + s + "\"") + ",\"b\":" + b + "}";
        return new GeneratedEvent(partition, json.getBytes(StandardCharsets.UTF_8), null);
    }

    /** {@code window|k} → measures of the first view. */
    static Map<String, List<String>> byKey(List<AggregatedEvent> events) {
        Map<String, List<AggregatedEvent>> groups = new TreeMap<>();
        for (AggregatedEvent event : events) {
            groups.computeIfAbsent(
                            Math.floorDiv(event.time, 60_000L) * 60_000L + "|" + event.k, group -> new ArrayList<>())
                    .add(event);
        }
        Map<String, List<String>> rows = new TreeMap<>();
        groups.forEach((group, members) -> rows.put(group, measures(members)));
        return rows;
    }

    /** {@code start|end|k} → measures of the view of sessions. */
    static Map<String, List<String>> bySession(List<AggregatedEvent> events, long gap) {
        Map<String, List<AggregatedEvent>> keys = new TreeMap<>();
        for (AggregatedEvent event : events) {
            keys.computeIfAbsent(event.k, key -> new ArrayList<>()).add(event);
        }
        Map<String, List<String>> rows = new TreeMap<>();
        keys.forEach((key, members) -> {
            members.sort(Comparator.comparingLong(AggregatedEvent::time));
            int from = 0;
            for (int i = 1; i <= members.size(); i++) {
                if (i == members.size() || members.get(i).time - members.get(i - 1).time > gap) {
                    long end = members.get(i - 1).time + gap;
                    rows.put(members.get(from).time + "|" + end + "|" + key, measures(members.subList(from, i)));
                    from = i;
                }
            }
        });
        return rows;
    }

    private static List<String> measures(List<AggregatedEvent> events) {
        List<BigDecimal> spread = present(events.stream(), AggregatedEvent::v).stream()
                .map(BigDecimal::new)
                .toList();
        List<Boolean> flags = present(events.stream(), AggregatedEvent::b);
        List<BigDecimal> amounts = present(events.stream(), AggregatedEvent::m);
        return Stream.of(
                        quantile(present(events.stream(), AggregatedEvent::d), 0.5),
                        quantile(
                                present(events.stream().filter(e -> Boolean.TRUE.equals(e.b)), AggregatedEvent::d),
                                0.99),
                        spread.isEmpty() ? null : variance(spread, 0),
                        spread.size() < 2 ? null : Math.sqrt(variance(spread, 1)),
                        present(events.stream(), AggregatedEvent::d).stream()
                                .map(BigDecimal::new)
                                .reduce(BigDecimal::add)
                                .map(BigDecimal::doubleValue)
                                .orElse(null),
                        present(events.stream(), AggregatedEvent::s).stream()
                                .min(Comparator.naturalOrder())
                                .orElse(null),
                        flags.isEmpty() ? null : !flags.contains(false),
                        flags.isEmpty() ? null : flags.contains(true),
                        chosen(events, AggregatedEvent::time, AggregatedEvent::s, 1),
                        chosen(events, AggregatedEvent::l, AggregatedEvent::m, -1),
                        chosen(
                                events.stream()
                                        .filter(e -> e.l != null && e.l > 0)
                                        .toList(),
                                AggregatedEvent::d,
                                AggregatedEvent::b,
                                1),
                        chosen(events, AggregatedEvent::s, AggregatedEvent::l, -1),
                        amounts.isEmpty() ? null : amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                .map(PlainEvaluation::text)
                .toList();
    }

    private static <T> List<T> present(Stream<AggregatedEvent> events, Function<AggregatedEvent, @Nullable T> field) {
        List<T> values = new ArrayList<>();
        events.forEach(event -> {
            T value = field.apply(event);
            if (value != null) {
                values.add(value);
            }
        });
        return values;
    }

    /** The stored number of the exact quantile's bucket; how near that is, its own test says. */
    private static @Nullable Double quantile(List<Double> numbers, double fraction) {
        if (numbers.isEmpty()) {
            return null;
        }
        List<Double> sorted = numbers.stream().sorted().toList();
        return Buckets.value(Buckets.of(sorted.get((int) Math.floor(fraction * (sorted.size() - 1)))));
    }

    private static double variance(List<BigDecimal> numbers, int less) {
        MathContext digits = new MathContext(50);
        BigDecimal mean = numbers.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(numbers.size()), digits);
        return numbers.stream()
                .map(number -> number.subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(numbers.size() - less), digits)
                .doubleValue();
    }

    /** @param sign 1 for the smallest key, -1 for the largest */
    private static <K extends Comparable<K>, V extends Comparable<V>> @Nullable V chosen(
            List<AggregatedEvent> events,
            Function<AggregatedEvent, @Nullable K> by,
            Function<AggregatedEvent, @Nullable V> value,
            int sign) {
        List<K> keys = present(events.stream(), by);
        if (keys.isEmpty()) {
            return null;
        }
        Comparator<K> order = (a, b) -> sign * a.compareTo(b);
        K first = keys.stream().min(order).orElseThrow();
        List<V> values = present(
                events.stream().filter(e -> {
                    K key = by.apply(e);
                    return key != null && key.compareTo(first) == 0;
                }),
                value);
        Comparator<V> valueOrder = (a, b) -> sign * a.compareTo(b);
        return values.stream().min(valueOrder).orElse(null);
    }
}
