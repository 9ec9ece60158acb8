package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
            "NULL",
            "Main",
            "a comment of some length",
            "RÜCKGÄNGIG gemacht",
            "Undid revision 7");
    private static final List<Double> REALS = List.of(0.0, -0.0, 0.1, 0.5, -17.25, 1e15, 1e-300, 12.5, 3.0);
    private static final List<String> DECIMALS = List.of(
            "12345678901234567890.123456789012",
            "-12345678901234567890.123456789012",
            "9223372.036854775807",
            "9223372.036854775808",
            "-9223372.036854775809",
            "-0.000000000001",
            "0.000000000000");

    /** What is no object and no array of the fields and places that the columns read. */
    private static final List<String> MISFITS =
            List.of("null", "5", "\"x\"", "[]", "{}", "[[]]", "{\"0\":\"x\"}", "[{\"huge\":1,\"since\":[2]}]");

    private final Random random;
    private final List<Column> columns;
    private final long begin;
    private final long bound;

    LogRecords(Random random, List<Column> columns, long begin, long bound) {
        this.random = random;
        this.columns = columns;
        this.begin = begin;
        this.bound = bound;
    }

    LogRecord next(int partition, int number) {
        long back = random.nextInt(12) == 0 ? bound + random.nextInt(200_000) : random.nextInt((int) bound + 1);
        long time = begin + number * 1_500L - back;
        Optional<String> misfit = misfit();
        Event event = new Event(time, values(time, misfit));
        if (random.nextInt(15) == 0) {
            return new LogRecord(partition, rubbish(event), null, Optional.empty());
        }
        if (random.nextInt(20) == 0) {
            return spoiled(partition, event);
        }
        Json json = json(event);
        misfit.ifPresent(field -> json.put(List.of(field), MISFITS.get(random.nextInt(MISFITS.size()))));
        return new LogRecord(partition, bytes(json), event, Optional.empty());
    }

    /** A field at the root whose value is not of the shape that the columns below it want. */
    private Optional<String> misfit() {
        List<Column> nested = columns.stream().filter(Column::isNested).toList();
        return random.nextInt(8) > 0
                ? Optional.empty()
                : Optional.of(nested.get(random.nextInt(nested.size())).root());
    }

    private LogRecord spoiled(int partition, Event event) {
        Column column = columns.get(1 + random.nextInt(columns.size() - 1));
        String field = "[true]";
        if (random.nextBoolean()) {
            field = column.type() == Type.VARCHAR ? "7" : "\"x\"";
        }
        Json json = json(event);
        json.put(column.path(), field);
        return new LogRecord(partition, bytes(json), event, Optional.of(column.name()));
    }

    private Map<String, Object> values(long time, Optional<String> misfit) {
        Map<String, Object> values = new HashMap<>();
        for (Column column : columns) {
            Object value = value(column);
            boolean fits = misfit.filter(column.root()::equals).isEmpty();
            if (random.nextInt(8) > 0 && fits) {
                values.put(column.name(), value);
            }
        }
        values.put(Column.TIME, time);
        return values;
    }

    private Object value(Column column) {
        return switch (column.name()) {
            case "huge" -> huge();
            case "small" -> (long) random.nextInt(21) - 10;
            case "wide" ->
                random.nextInt(4) == 0
                        ? new BigDecimal(BigInteger.valueOf(random.nextLong()).shiftLeft(random.nextInt(40)), 12)
                        : new BigDecimal(DECIMALS.get(random.nextInt(DECIMALS.size())));
            default -> value(column.type());
        };
    }

    private Object value(Type type) {
        return switch (type) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER, BIGINT -> (long) random.nextInt(2_001) - 1_000;
            case DOUBLE -> random.nextBoolean() ? REALS.get(random.nextInt(REALS.size())) : random.nextInt(1_000) / 8.0;
            case DECIMAL -> BigDecimal.valueOf(random.nextInt(20_000) - 10_000, 2);
            case VARCHAR -> TEXTS.get(random.nextInt(TEXTS.size()));
            case TIMESTAMP -> begin + random.nextInt(5) * 86_400_000L + random.nextInt(3);
        };
    }

    private Object huge() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> 9_007_199_254_740_993L;
            default -> random.nextLong();
        };
    }

    private Json json(Event event) {
        Json json = new Json(random);
        for (Column column : columns) {
            Object value = event.get(column.name());
            if (value != null) {
                json.put(column.path(), column.format().json(value, column.type(), random));
            } else if (column.isInArray() || random.nextBoolean()) {
                // A place in an array that is left out might be filled with something else.
                json.put(column.path(), "null");
            }
        }
        json.put(List.of("unread", "deep"), "[1,null]");
        return json;
    }

    private static byte[] bytes(Json json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte @Nullable [] rubbish(Event event) {
        String good = json(event).toString();
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
