package dev.switchback.views.live;

import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;

/**
 * Values as text in the live store: of states (in {@link LiveKeys#groups}) and of distinct sets (in {@link LiveKeys#distinct}). Equal values
 * have equal text, and the text reads back to an equal value.
 *
 * <table>
 * <caption>Text of a value by type; NULL has none, its field is absent</caption>
 * <tr><td>BOOLEAN</td><td>{@code false}, {@code true}</td></tr>
 * <tr><td>INTEGER, BIGINT, counts</td><td>decimal digits, as HINCRBY reads and writes them</td></tr>
 * <tr><td>DOUBLE</td><td>as {@link Double#toString}; what HINCRBYFLOAT writes reads back too</td></tr>
 * <tr><td>DECIMAL(p,s)</td><td>plain digits with exactly {@code s} after the point</td></tr>
 * <tr><td>VARCHAR</td><td>itself, UTF-8</td></tr>
 * <tr><td>TIMESTAMP</td><td>milliseconds since the epoch, decimal digits</td></tr>
 * </table>
 */
public final class LiveValues {
    private LiveValues() {}

    /**
     * The text of a value.
     *
     * @param value of the class that {@link ColumnType.Kind} names
     */
    public static String text(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR, TIMESTAMP -> value.toString();
            case DECIMAL -> ((BigDecimal) value).setScale(type.scale()).toPlainString();
        };
    }

    /**
     * The value of a text; of the class that {@link ColumnType.Kind} names.
     *
     * @throws IllegalArgumentException if the text is none of the type's
     */
    public static Object value(ColumnType type, String text) {
        return switch (type.kind()) {
            case BOOLEAN -> bool(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT, TIMESTAMP -> Long.valueOf(text);
            case DOUBLE -> number(text);
            case DECIMAL -> new BigDecimal(text).setScale(type.scale());
            case VARCHAR -> text;
        };
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException("not a boolean: " + text);
        };
    }

    /** Redis writes infinities in its own way. */
    private static Double number(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> Double.valueOf(text);
        };
    }
}
