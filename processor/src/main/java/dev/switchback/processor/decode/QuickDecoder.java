package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records in the shape that they usually have, in one pass over their bytes. It declines what it does not understand for sure, be
 * it wrong or only unusual (escapes in a needed text, numbers of more than 18 digits, deep nesting), and leaves it to {@link JsonDecoder},
 * which reads it as JSON's grammar says or tells what is wrong with it. A record that is taken here gets the same row there. Not thread-safe.
 */
final class QuickDecoder {
    /** Places in the tree of fields are counted in the bits of a long. */
    private static final int MOST_PLACES = Long.SIZE;

    private static final int MOST_DIGITS = 18;

    private final JsonScanner json = new JsonScanner();
    private final TextCache texts = new TextCache();
    private final SourceColumn[] columns;
    private final FieldOrder root;
    private final boolean able;
    private byte[] record = new byte[0];
    private long seen;
    private long whole;

    QuickDecoder(SourceColumn[] columns, FieldTree root) {
        this.columns = columns;
        this.root = new FieldOrder(root);
        this.able = root.places() <= MOST_PLACES;
    }

    /**
     * Decodes one record's value.
     *
     * @param row receives the columns, which are NULL in it; they are undefined where the record is declined
     * @return false: declined
     */
    boolean decode(byte[] value, @Nullable Object[] row) {
        if (!able) {
            return false;
        }
        record = value;
        json.reset(value);
        seen = 0;
        int start = json.space(json.byteOrderMark());
        int end = json.at(start) == '{' ? object(start + 1, root, row, 0) : JsonScanner.DECLINED;
        return end >= 0 && json.space(end) == value.length;
    }

    private int object(int start, FieldOrder fields, @Nullable Object[] row, int depth) {
        int at = json.space(start);
        if (json.at(at) == '}') {
            return at + 1;
        }
        for (int position = 0; json.at(at) == '"' && depth < JsonScanner.DEEPEST; position++) {
            at = field(at + 1, fields, position, row, depth);
            if (at < 0) {
                return JsonScanner.DECLINED;
            }
            at = json.space(at);
            if (json.at(at) == '}') {
                return at + 1;
            }
            at = json.comma(at);
            if (at < 0) {
                return JsonScanner.DECLINED;
            }
        }
        return JsonScanner.DECLINED;
    }

    private int field(int name, FieldOrder fields, int position, @Nullable Object[] row, int depth) {
        int known = fields.remembered(record, name, position);
        FieldOrder.Target target;
        int at;
        if (known > 0) {
            target = fields.target(position);
            at = json.colon(name + known);
        } else {
            int quote = json.plainString(name);
            if (quote < 0) {
                return JsonScanner.DECLINED;
            }
            target = fields.find(record, name, quote, position);
            at = json.colon(quote + 1);
        }
        if (at < 0) {
            return JsonScanner.DECLINED;
        }
        return target == null ? json.value(at, depth + 1) : value(at, target, row, depth);
    }

    private int value(int at, FieldOrder.Target target, @Nullable Object[] row, int depth) {
        if ((seen & 1L << target.id()) != 0) {
            return JsonScanner.DECLINED;
        }
        seen |= 1L << target.id();
        int first = json.at(at);
        if (first == 'n') {
            return json.isNull(at);
        }
        boolean container = first == '{' || first == '[';
        if (!container && target.columns() > 0) {
            return scalar(at, target, row);
        }
        if (container && target.columns() > 0) {
            return JsonScanner.DECLINED;
        }
        if (first == '{' && target.inner() != null) {
            return object(at + 1, target.inner(), row, depth + 1);
        }
        if (first == '[' && target.elements() > 0) {
            return array(at + 1, target, row, depth + 1);
        }
        return json.value(at, depth + 1);
    }

    private int array(int start, FieldOrder.Target wanted, @Nullable Object[] row, int depth) {
        int at = json.space(start);
        if (json.at(at) == ']') {
            return at + 1;
        }
        for (int index = 0; depth < JsonScanner.DEEPEST; index++) {
            FieldOrder.Target target = index < wanted.elements() ? wanted.element(index) : null;
            at = target == null ? json.value(at, depth + 1) : value(at, target, row, depth);
            if (at < 0) {
                return JsonScanner.DECLINED;
            }
            at = json.space(at);
            if (json.at(at) == ']') {
                return at + 1;
            }
            at = json.comma(at);
            if (at < 0) {
                return JsonScanner.DECLINED;
            }
        }
        return JsonScanner.DECLINED;
    }

    private int scalar(int at, FieldOrder.Target target, @Nullable Object[] row) {
        int end = JsonScanner.DECLINED;
        for (int i = 0; i < target.columns(); i++) {
            end = scalar(at, target.column(i), row);
            if (end < 0) {
                return JsonScanner.DECLINED;
            }
        }
        return end;
    }

    private int scalar(int at, int column, @Nullable Object[] row) {
        SourceColumn wanted = columns[column];
        if (json.at(at) != '"') {
            return bare(at, wanted, column, row);
        }
        return switch (wanted.type().kind()) {
            case VARCHAR -> text(at + 1, column, row);
            case TIMESTAMP -> isText(wanted) ? timestamp(at + 1, column, row) : quoted(at, wanted, column, row);
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL -> quoted(at, wanted, column, row);
        };
    }

    private static boolean isText(SourceColumn column) {
        Time time = column.format().time();
        return time == Time.ANY || time == Time.ISO8601;
    }

    /** A text of what usually stands without quotes. */
    private int quoted(int at, SourceColumn wanted, int column, @Nullable Object[] row) {
        int end = wanted.format().text() ? bare(at + 1, wanted, column, row) : JsonScanner.DECLINED;
        return end >= 0 && json.at(end) == '"' ? end + 1 : JsonScanner.DECLINED;
    }

    private int text(int start, int column, @Nullable Object[] row) {
        int quote = json.plainString(start);
        if (quote < 0) {
            return JsonScanner.DECLINED;
        }
        row[column] = texts.get(record, start, quote);
        return quote + 1;
    }

    private int timestamp(int start, int column, @Nullable Object[] row) {
        int quote = json.plainString(start);
        long millis = quote < 0 ? TimestampText.UNKNOWN : TimestampText.parseUtc(record, start, quote - start);
        return storeTime(millis, quote + 1, column, row);
    }

    private static int storeTime(long millis, int end, int column, @Nullable Object[] row) {
        if (millis < TimestampText.MIN || millis > TimestampText.MAX) {
            return JsonScanner.DECLINED;
        }
        row[column] = millis;
        return end;
    }

    /** A number or a truth value. */
    private int bare(int at, SourceColumn wanted, int column, @Nullable Object[] row) {
        return switch (wanted.type().kind()) {
            case BOOLEAN -> {
                boolean value = json.at(at) == 't';
                row[column] = value;
                yield value ? json.isTrue(at) : json.isFalse(at);
            }
            case INTEGER, BIGINT -> integer(at, wanted, column, row);
            case DOUBLE -> real(at, column, row);
            case DECIMAL -> decimal(at, wanted, column, row);
            case TIMESTAMP -> time(at, wanted, column, row);
            case VARCHAR -> JsonScanner.DECLINED;
        };
    }

    private int integer(int at, SourceColumn wanted, int column, @Nullable Object[] row) {
        int end = whole(at);
        if (end < 0) {
            return JsonScanner.DECLINED;
        }
        if (wanted.type().kind() == ColumnType.Kind.BIGINT) {
            row[column] = whole;
        } else if (whole == (int) whole) {
            row[column] = (int) whole;
        } else {
            return JsonScanner.DECLINED;
        }
        return end;
    }

    /** Reads an integer of few digits into {@link #whole}; returns where it ends. */
    private int whole(int start) {
        boolean negative = json.at(start) == '-';
        int first = negative ? start + 1 : start;
        long value = 0;
        int at = first;
        for (int c = json.at(at); c >= '0' && c <= '9'; c = json.at(++at)) {
            value = value * 10 + (c - '0');
        }
        int digits = at - first;
        boolean few = digits > 0 && digits <= MOST_DIGITS;
        boolean usual = json.at(first) != '0' || (digits == 1 && !negative);
        int next = json.at(at);
        if (!few || !usual || next == '.' || next == 'e' || next == 'E') {
            return JsonScanner.DECLINED;
        }
        whole = negative ? -value : value;
        return at;
    }

    private int real(int at, int column, @Nullable Object[] row) {
        int end = json.number(at);
        double value = end < 0 ? Double.NaN : Double.parseDouble(ascii(at, end));
        if (!Double.isFinite(value)) {
            return JsonScanner.DECLINED;
        }
        // Negative zero becomes zero: equal values are equal keys.
        row[column] = value + 0.0;
        return end;
    }

    private int decimal(int at, SourceColumn wanted, int column, @Nullable Object[] row) {
        int end = json.number(at);
        BigDecimal value = end < 0 ? null : NumberText.decimal(ascii(at, end), wanted.type());
        row[column] = value;
        return value == null ? JsonScanner.DECLINED : end;
    }

    private int time(int at, SourceColumn wanted, int column, @Nullable Object[] row) {
        return switch (wanted.format().time()) {
            case ISO8601 -> JsonScanner.DECLINED;
            case EPOCH_SECONDS -> {
                int end = json.number(at);
                yield end < 0 ? end : storeTime(NumberText.millisOfSeconds(ascii(at, end)), end, column, row);
            }
            case ANY, EPOCH_MILLIS -> {
                int end = whole(at);
                yield end < 0 ? end : storeTime(whole, end, column, row);
            }
        };
    }

    private String ascii(int from, int to) {
        return new String(record, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
