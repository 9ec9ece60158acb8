package dev.switchback.processor.app;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The views of {@link SessionPipeline}, evaluated plainly: events of a key in the order of time, cut where more than the gap lies between. */
final class SessionOracle {
    private SessionOracle() {}

    static Map<String, List<String>> visits(List<GeneratedEvent> events) {
        return sessions(
                events,
                fields -> Boolean.FALSE.equals(fields.robot()),
                fields -> String.valueOf(fields.channel()),
                2_000,
                SessionOracle::visit);
    }

    static Map<String, List<String>> pairs(List<GeneratedEvent> events) {
        return sessions(
                events,
                fields -> true,
                fields -> fields.robot() + "|" + fields.user(),
                20_000,
                members -> List.of(text(members.size()), text(total(members))));
    }

    private static Map<String, List<String>> sessions(
            List<GeneratedEvent> events,
            Predicate<GeneratedEvent.Fields> where,
            Function<GeneratedEvent.Fields, String> key,
            long gap,
            Function<List<GeneratedEvent.Fields>, List<String>> measures) {
        Map<String, List<GeneratedEvent.Fields>> byKey = new TreeMap<>();
        events.stream()
                .map(GeneratedEvent::fields)
                .filter(Objects::nonNull)
                .filter(where)
                .forEach(fields -> byKey.computeIfAbsent(key.apply(fields), k -> new ArrayList<>())
                        .add(fields));
        Map<String, List<String>> rows = new TreeMap<>();
        byKey.forEach((name, members) -> {
            members.sort(Comparator.comparingLong(GeneratedEvent.Fields::time));
            int from = 0;
            for (int i = 1; i <= members.size(); i++) {
                if (i == members.size()
                        || members.get(i).time() - members.get(i - 1).time() > gap) {
                    List<GeneratedEvent.Fields> session = members.subList(from, i);
                    List<String> row = new ArrayList<>(List.of("1"));
                    row.addAll(measures.apply(session));
                    long end = session.getLast().time() + gap;
                    rows.put(session.getFirst().time() + "|" + end + "|" + name, row);
                    from = i;
                }
            }
        });
        return rows;
    }

    private static List<String> visit(List<GeneratedEvent.Fields> members) {
        List<Double> scores = values(members, GeneratedEvent.Fields::score).toList();
        return List.of(
                text(members.size()),
                text(total(members)),
                text(values(members, GeneratedEvent.Fields::user).distinct().count()),
                text(values(members, GeneratedEvent.Fields::added)
                        .min(Comparator.naturalOrder())
                        .orElse(null)),
                text(values(members, GeneratedEvent.Fields::user)
                        .max(Comparator.naturalOrder())
                        .orElse(null)),
                // Quarters are exact in any order.
                text(
                        scores.isEmpty()
                                ? null
                                : scores.stream().mapToDouble(s -> s).sum() / scores.size()),
                text(values(members, GeneratedEvent.Fields::price)
                        .reduce(BigDecimal::add)
                        .orElse(null)));
    }

    private static @Nullable Long total(List<GeneratedEvent.Fields> members) {
        return values(members, GeneratedEvent.Fields::added).reduce(Long::sum).orElse(null);
    }

    private static <T> Stream<T> values(
            List<GeneratedEvent.Fields> members, Function<GeneratedEvent.Fields, @Nullable T> value) {
        List<T> found = new ArrayList<>();
        for (GeneratedEvent.Fields fields : members) {
            T each = value.apply(fields);
            if (each != null) {
                found.add(each);
            }
        }
        return found.stream();
    }

    private static String text(@Nullable Object value) {
        return PlainEvaluation.text(value);
    }
}
