package dev.switchback.processor.decode;

import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/** Reads texts that are no JSON as a column's type and format say: keys, headers, the texts of Avro and Protobuf. */
final class ScalarText {
    private ScalarText() {}

    /** @throws BadEventException where the text is not one of the column's values */
    static Object read(String text, SourceColumn column) throws BadEventException {
        boolean plain = column.type().kind() == ColumnType.Kind.VARCHAR;
        boolean time = column.type().kind() == ColumnType.Kind.TIMESTAMP;
        boolean taken = plain || ((time || column.format().text()) && text.length() <= NumberText.LONGEST);
        Object value = taken ? value(text, column) : null;
        if (value == null) {
            throw ScalarReader.wrongType(column, "the text \"" + ScalarReader.shown(text) + "\"");
        }
        return value;
    }

    private static @Nullable Object value(String text, SourceColumn column) throws BadEventException {
        return switch (column.type().kind()) {
            case VARCHAR -> text;
            case BOOLEAN -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
            case INTEGER -> {
                Long value = integral(text);
                yield value == null || value != value.intValue() ? null : (Object) value.intValue();
            }
            case BIGINT -> integral(text);
            case DOUBLE -> {
                double value = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
                // Negative zero becomes zero: equal values are equal keys.
                yield Double.isFinite(value) ? (Object) (value + 0.0) : null;
            }
            case DECIMAL -> decimal(text, column.type());
            case TIMESTAMP -> timestamp(text, column);
        };
    }

    private static @Nullable BigDecimal decimal(String text, ColumnType type) {
        return isNumber(text) ? NumberText.decimal(text, type) : null;
    }

    private static @Nullable Long timestamp(String text, SourceColumn column) throws BadEventException {
        Time time = column.format().time();
        boolean number = column.format().text();
        Long value = switch (time) {
            case ANY, ISO8601 -> iso8601(text);
            case EPOCH_SECONDS -> number && isNumber(text) ? NumberText.millisOfSeconds(text) : null;
            case EPOCH_MILLIS -> number ? integral(text) : null;
        };
        if (value != null && (value < TimestampText.MIN || value > TimestampText.MAX)) {
            throw ScalarReader.outOfRange(column, text);
        }
        return value;
    }

    private static @Nullable Long iso8601(String text) {
        try {
            return TimestampText.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isNumber(String text) {
        char[] characters = text.toCharArray();
        return NumberText.isNumber(characters, 0, characters.length);
    }

    private static @Nullable Long integral(String text) {
        char[] characters = text.toCharArray();
        if (!NumberText.isIntegral(characters, 0, characters.length) || characters.length == 0) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
