package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Draws random records: out of order, with nulls and missing fields, odd values, and some that are no events. */
final class LogRecords {
    private static final List<String> TEXTS = List.of(
            "a",
            "b",
            "ab",
            "",
            "ä",
            "\uE000z",
            "\uD834\uDD1Ex",
            "q\"uo\\te",
            "a|b",
            "null",
            "0",
            "line\nbreak",
            " a ",
            "a\u0000b",
            "NULL");
    private static final List<Double> REALS = List.of(0.0, -0.0, 0.1, 0.5, -17.25, 1e15, 1e-300, 12.5, 3.0);

    private final Random random;
    private final long begin;
    private final long bound;

    LogRecords(Random random, long begin, long bound) {
        this.random = random;
        this.begin = begin;
        this.bound = bound;
    }

    LogRecord next(int partition, int number) {
        long back = random.nextInt(12) == 0 ? bound + random.nextInt(200_000) : random.nextInt((int) bound + 1);
        long time = begin + number * 1_500L - back;
        Event event = new Event(time, values(time));
        if (random.nextInt(15) == 0) {
            return noEvent(partition, event);
        }
        if (random.nextInt(20) == 0) {
            Column column = Column.ALL.get(1 + random.nextInt(Column.ALL.size() - 1));
            String field = "[true]";
            if (random.nextBoolean()) {
                field = column.type() == Type.VARCHAR ? "7" : "\"x\"";
            }
            return new LogRecord(
                    partition, json(event, Map.of(column.name(), field)), event, Optional.of(column.name()));
        }
        return new LogRecord(partition, json(event, Map.of()), event, Optional.empty());
    }

    private Map<String, Object> values(long time) {
        Map<String, Object> values = new HashMap<>();
        values.put(Column.TIME, time);
        maybe(values, "flag", random.nextBoolean());
        maybe(values, "small", (long) random.nextInt(21) - 10);
        maybe(values, "big", (long) random.nextInt(2_001) - 1_000);
        maybe(values, "huge", huge());
        maybe(
                values,
                "ratio",
                random.nextBoolean() ? REALS.get(random.nextInt(REALS.size())) : random.nextInt(1_000) / 8.0);
        maybe(values, "price", BigDecimal.valueOf(random.nextInt(20_000) - 10_000, 2));
        maybe(
                values,
                "wide",
                new BigDecimal(random.nextInt(3) == 0 ? "12345678901234567890.123456789012" : "-0.000000000001"));
        maybe(values, "name", TEXTS.get(random.nextInt(TEXTS.size())));
        maybe(values, "place", TEXTS.get(random.nextInt(TEXTS.size())));
        maybe(values, "seen", begin + random.nextInt(5) * 86_400_000L + random.nextInt(3));
        return values;
    }

    private Object huge() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> 9_007_199_254_740_993L;
            default -> random.nextLong();
        };
    }

    private void maybe(Map<String, Object> values, String column, Object value) {
        if (random.nextInt(8) > 0) {
            values.put(column, value);
        }
    }

    /** @param raw JSON text of fields that are written otherwise */
    private byte[] json(Event event, Map<String, String> raw) {
        Map<String, StringBuilder> objects = new TreeMap<>(Map.of("", new StringBuilder()));
        for (Column column : Column.ALL) {
            Object value = event.get(column.name());
            String text = raw.getOrDefault(column.name(), value == null ? "null" : text(column, value));
            if (value == null && !raw.containsKey(column.name()) && random.nextBoolean()) {
                continue;
            }
            StringBuilder object = objects.computeIfAbsent(column.parent(), parent -> new StringBuilder());
            object.append(object.isEmpty() ? "" : ",")
                    .append(quoted(column.field()))
                    .append(':')
                    .append(text);
        }
        StringBuilder json = new StringBuilder("{");
        objects.forEach((parent, fields) -> {
            if (parent.isEmpty()) {
                json.append(fields);
            } else {
                json.append(json.length() == 1 ? "" : ",")
                        .append(quoted(parent))
                        .append(":{\"other\":[{}],")
                        .append(fields)
                        .append('}');
            }
        });
        return json.append(",\"unread\":{\"deep\":[1,null]}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String text(Column column, Object value) {
        return switch (column.type()) {
            case VARCHAR -> quoted((String) value);
            case TIMESTAMP ->
                random.nextBoolean() ? quoted(Instant.ofEpochMilli((Long) value).toString()) : value.toString();
            case DECIMAL -> random.nextBoolean() ? value.toString() : ((BigDecimal) value).toPlainString();
            case BOOLEAN, INTEGER, BIGINT, DOUBLE -> value.toString();
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private LogRecord noEvent(int partition, Event event) {
        return new LogRecord(partition, rubbish(event), null, Optional.empty());
    }

    private byte @Nullable [] rubbish(Event event) {
        String good = new String(json(event, Map.of()), StandardCharsets.UTF_8);
        String bad = switch (random.nextInt(7)) {
            case 0 -> null;
            case 1 -> good.substring(0, good.length() - 1);
            case 2 -> good + "x";
            case 3 -> "{\"name\":\"no time\"}";
            case 4 -> "{\"" + Column.TIME + "\":\"yesterday\"}";
            case 5 -> "[" + good + "]";
            default -> "";
        };
        return bad == null ? null : bad.getBytes(StandardCharsets.UTF_8);
    }
}
