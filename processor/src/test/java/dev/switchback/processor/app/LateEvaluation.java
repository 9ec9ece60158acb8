package dev.switchback.processor.app;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which events are late, by the definition in ADR 085 written out: per partition, in the order of the log, with nothing else known.
 *
 * @param late as {@link HistoryContent#lateEvents} has them
 * @param others all that are not late, dead ones among them
 */
record LateEvaluation(List<String> late, List<GeneratedEvent> others) {
    private static final Pattern TIME = Pattern.compile("\"time\":\"?([^\",}]+)");

    static LateEvaluation of(List<GeneratedEvent> events, long toleratedMillis) {
        Map<Integer, Long> newest = new HashMap<>();
        Map<Integer, Long> offsets = new HashMap<>();
        List<String> late = new ArrayList<>();
        List<GeneratedEvent> others = new ArrayList<>();
        for (GeneratedEvent event : events) {
            long offset = offsets.merge(event.partition(), 1L, Long::sum) - 1;
            Long before = newest.get(event.partition());
            OptionalLong time = eventTime(event);
            if (time.isPresent() && before != null && time.getAsLong() < before - toleratedMillis) {
                late.add(event.partition() + ":" + offset + ":" + text(event));
                continue;
            }
            others.add(event);
            if (event.fields() != null) {
                newest.merge(event.partition(), event.fields().time(), Math::max);
            }
        }
        late.sort(null);
        return new LateEvaluation(late, others);
    }

    /** Also of an event that has a time and is dead all the same, because a view would divide by its {@code added} of 0. */
    private static OptionalLong eventTime(GeneratedEvent event) {
        if (event.fields() != null) {
            return OptionalLong.of(event.fields().time());
        }
        String json = event.value() == null ? "" : text(event);
        Matcher time = TIME.matcher(json);
        if (!json.contains("\"added\":0,") || !time.find()) {
            return OptionalLong.empty();
        }
        String text = time.group(1);
        return OptionalLong.of(text.contains("T") ? Instant.parse(text).toEpochMilli() : Long.parseLong(text));
    }

    private static String text(GeneratedEvent event) {
        return event.value() == null ? "null" : new String(event.value(), StandardCharsets.UTF_8);
    }
}
