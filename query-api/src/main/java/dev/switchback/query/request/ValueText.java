package dev.switchback.query.request;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Values of dimensions as callers write them. */
public final class ValueText {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,38}(\\.\\d{1,38})?");
    private static final Pattern DOUBLE =
            Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,3})?");

    private ValueText() {}

    /**
     * Reads a value of the type, as the Java class that {@link ColumnType.Kind} names.
     *
     * @throws dev.switchback.query.problem.ProblemException naming the parameter and the type
     */
    public static Object read(String parameter, ColumnType type, String text) {
        try {
            return switch (type.kind()) {
                case BOOLEAN -> bool(text);
                case INTEGER -> Integer.parseInt(text);
                case BIGINT -> Long.parseLong(text);
                case DOUBLE -> Double.parseDouble(matching(DOUBLE, text));
                case DECIMAL -> decimal(type, text);
                case VARCHAR -> text;
                case TIMESTAMP ->
                    InstantText.parse(text)
                            .orElseThrow(
                                    () -> QueryParameters.invalid(parameter, Quoted.of(text) + InstantText.EXPECTED))
                            .toEpochMilli();
            };
        } catch (NumberFormatException e) {
            throw QueryParameters.invalid(
                    parameter,
                    Quoted.of(text) + " is not a value of " + parameter + ", which is of type " + type.sql());
        }
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new NumberFormatException();
        };
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new NumberFormatException();
        }
        return text;
    }

    private static BigDecimal decimal(ColumnType type, String text) {
        try {
            BigDecimal value = new BigDecimal(matching(DECIMAL, text)).setScale(type.scale());
            if (value.precision() > type.precision()) {
                throw new NumberFormatException();
            }
            return value;
        } catch (ArithmeticException e) {
            throw (NumberFormatException) new NumberFormatException().initCause(e);
        }
    }
}
