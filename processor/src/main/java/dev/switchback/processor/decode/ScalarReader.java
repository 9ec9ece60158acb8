package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import dev.switchback.views.manifest.SourceColumn;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one scalar as its column's type and format say; strict, nothing else is converted. */
final class ScalarReader {
    private static final int LONGEST_SHOWN = 40;

    private ScalarReader() {}

    /** The value at the parser's current token, which is neither null nor the start of an object or array. */
    static Object read(JsonParser parser, JsonToken token, SourceColumn column) throws BadEventException {
        return switch (column.type().kind()) {
            case BOOLEAN -> bool(parser, token, column);
            case INTEGER -> {
                long value = integral(parser, token, column);
                if (value != (int) value) {
                    throw wrongType(parser, column);
                }
                yield (int) value;
            }
            case BIGINT -> integral(parser, token, column);
            case DOUBLE -> {
                double value = isNumber(parser, token, column) ? Double.parseDouble(parser.getString()) : Double.NaN;
                if (!Double.isFinite(value)) {
                    throw wrongType(parser, column);
                }
                // Negative zero becomes zero: equal values are equal keys.
                yield value + 0.0;
            }
            case DECIMAL -> decimal(parser, token, column);
            case VARCHAR -> {
                if (token != JsonToken.VALUE_STRING) {
                    throw wrongType(parser, column);
                }
                yield parser.getString();
            }
            case TIMESTAMP -> timestamp(parser, token, column);
        };
    }

    private static boolean bool(JsonParser parser, JsonToken token, SourceColumn column) throws BadEventException {
        boolean text = column.format().text() && token == JsonToken.VALUE_STRING;
        if (token == JsonToken.VALUE_TRUE || (text && parser.getString().equals("true"))) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE || (text && parser.getString().equals("false"))) {
            return false;
        }
        throw wrongType(parser, column);
    }

    private static long integral(JsonParser parser, JsonToken token, SourceColumn column) throws BadEventException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw wrongType(parser, column);
            }
            return parser.getLongValue();
        }
        if (isNumber(parser, token, column)
                && NumberText.isIntegral(
                        parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength())) {
            try {
                return Long.parseLong(parser.getString());
            } catch (NumberFormatException e) {
                throw wrongType(parser, column);
            }
        }
        throw wrongType(parser, column);
    }

    private static BigDecimal decimal(JsonParser parser, JsonToken token, SourceColumn column)
            throws BadEventException {
        if (isNumber(parser, token, column) && parser.getStringLength() <= NumberText.LONGEST) {
            BigDecimal value = NumberText.decimal(parser.getString(), column.type());
            if (value != null) {
                return value;
            }
        }
        throw wrongType(parser, column);
    }

    /** Whether there is a number: a JSON number, or a text of one where the format takes that. */
    private static boolean isNumber(JsonParser parser, JsonToken token, SourceColumn column) {
        return token.isNumeric()
                || (token == JsonToken.VALUE_STRING
                        && column.format().text()
                        && NumberText.isNumber(
                                parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength()));
    }

    private static long timestamp(JsonParser parser, JsonToken token, SourceColumn column) throws BadEventException {
        Time time = column.format().time();
        long value;
        if (time == Time.EPOCH_SECONDS) {
            value = epochSeconds(parser, token, column);
        } else if (token == JsonToken.VALUE_STRING && time != Time.EPOCH_MILLIS) {
            value = iso8601(parser, column);
        } else if (time == Time.ISO8601) {
            throw wrongType(parser, column);
        } else {
            value = integral(parser, token, column);
        }
        if (value < TimestampText.MIN || value > TimestampText.MAX) {
            throw outOfRange(column, parser.getString());
        }
        return value;
    }

    private static long epochSeconds(JsonParser parser, JsonToken token, SourceColumn column) throws BadEventException {
        if (!isNumber(parser, token, column) || parser.getStringLength() > NumberText.LONGEST) {
            throw wrongType(parser, column);
        }
        return NumberText.millisOfSeconds(parser.getString());
    }

    private static long iso8601(JsonParser parser, SourceColumn column) throws BadEventException {
        try {
            return TimestampText.parse(parser.getString());
        } catch (DateTimeException e) {
            throw wrongType(parser, column);
        }
    }

    static BadEventException wrongType(JsonParser parser, SourceColumn column) {
        return wrongType(column, found(parser));
    }

    /** @param found what stands there, with its article */
    static BadEventException wrongType(SourceColumn column, String found) {
        return new BadEventException(
                Reason.WRONG_TYPE,
                column.place() + ": " + column.type().sql() + " takes " + wanted(column) + ", found " + found);
    }

    static BadEventException outOfRange(SourceColumn column, String found) {
        return new BadEventException(
                Reason.WRONG_TYPE,
                column.place() + ": a TIMESTAMP(3) lies between the years 1900 and 2299, found " + shown(found));
    }

    private static String wanted(SourceColumn column) {
        ColumnType type = column.type();
        if (column.format().binary()) {
            return "big-endian bytes of exactly its size";
        }
        String wanted = switch (type.kind()) {
            case TIMESTAMP ->
                switch (column.format().time()) {
                    case ANY -> "ISO-8601 text with Z or an offset, or epoch milliseconds";
                    case EPOCH_SECONDS -> "epoch seconds";
                    case EPOCH_MILLIS -> "whole epoch milliseconds";
                    case ISO8601 -> "ISO-8601 text with Z or an offset";
                };
            case INTEGER, BIGINT -> "an integer in range";
            case DOUBLE -> "a number in range";
            case DECIMAL -> "a number with at most the digits of its type";
            case BOOLEAN -> "true or false";
            case VARCHAR -> "a text";
        };
        return column.format().text() ? wanted + ", also as text" : wanted;
    }

    private static String found(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the text \"" + shown(parser.getString()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shown(parser.getString());
            default -> parser.getString();
        };
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
