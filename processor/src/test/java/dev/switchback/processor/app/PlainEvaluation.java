package dev.switchback.processor.app;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The views of {@link TestPipeline#MANIFEST}, written out by hand: what the stores have to hold. Rows are group → measures, as text. */
final class PlainEvaluation {
    final Map<String, List<String>> byChannel = new TreeMap<>();
    final Map<String, List<String>> totals = new TreeMap<>();
    final List<String> small = new ArrayList<>();
    long kept;
    long filtered;
    long dead;

    private PlainEvaluation() {}

    static PlainEvaluation of(List<GeneratedEvent> events) {
        PlainEvaluation result = new PlainEvaluation();
        Map<String, List<GeneratedEvent.Fields>> groups = new TreeMap<>();
        List<GeneratedEvent.Fields> all = new ArrayList<>();
        for (GeneratedEvent event : events) {
            GeneratedEvent.Fields fields = event.fields();
            if (fields == null) {
                result.dead++;
                continue;
            }
            boolean human = Boolean.FALSE.equals(fields.robot());
            boolean priced = fields.price() != null && fields.price().signum() > 0;
            Long added = fields.added();
            boolean isSmall = added != null && added < 5;
            if (human || priced || isSmall) {
                result.kept++;
            } else {
                result.filtered++;
            }
            if (human) {
                long window = Math.floorDiv(fields.time(), 60_000L) * 60_000L;
                groups.computeIfAbsent(window + "|" + fields.channel(), k -> new ArrayList<>())
                        .add(fields);
            }
            if (priced) {
                all.add(fields);
            }
            if (added != null && isSmall) {
                result.small.add(fields.channel() + "|" + 1000 / added);
            }
        }
        groups.forEach((key, members) -> result.byChannel.put(key, byChannel(members)));
        if (!all.isEmpty()) {
            result.totals.put("", totals(all));
        }
        result.small.sort(null);
        return result;
    }

    private static List<String> byChannel(List<GeneratedEvent.Fields> members) {
        Set<String> users = new TreeSet<>();
        List<Long> added = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (GeneratedEvent.Fields fields : members) {
            if (fields.user() != null) {
                users.add(fields.user());
            }
            if (fields.added() != null) {
                added.add(fields.added());
            }
            if (fields.score() != null) {
                scores.add(fields.score());
            }
        }
        return List.of(
                text(members.size()),
                text(added.isEmpty() ? null : added.stream().mapToLong(a -> a).sum()),
                text(users.size()),
                text(added.stream().min(Long::compare).orElse(null)),
                text(users.stream().max(String::compareTo).orElse(null)),
                text(
                        scores.isEmpty()
                                ? null
                                : scores.stream().mapToDouble(s -> s).sum() / scores.size()));
    }

    private static List<String> totals(List<GeneratedEvent.Fields> members) {
        BigDecimal price = BigDecimal.ZERO;
        double score = 0;
        long large = 0;
        for (GeneratedEvent.Fields fields : members) {
            price = price.add(Objects.requireNonNull(fields.price()));
            score += fields.score() == null ? 0 : fields.score();
            large += fields.added() != null && fields.added() > 500 ? 1 : 0;
        }
        return List.of(text(members.size()), text(price), text(score), text(large));
    }

    /** Numbers without trailing zeros, so that 1.50 and 1.5 are the same text. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        String text = value.toString();
        try {
            return new BigDecimal(text).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
