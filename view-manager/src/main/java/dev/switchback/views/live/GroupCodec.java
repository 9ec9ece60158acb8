package dev.switchback.views.live;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups as text: the JSON array of the dimensions' values in the plan's order, without blanks; {@code []} for a view without dimensions.
 * Equal values, and only those, have equal text. Thread-safe.
 *
 * <p>NULL is {@code null}; BOOLEAN, INTEGER, BIGINT and TIMESTAMP (epoch milliseconds) are JSON literals; DECIMAL is a JSON string of plain
 * digits with exactly the type's scale, so that no reader rounds it; DOUBLE is {@link Double#toString} as a number, or one of the strings
 * {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. VARCHAR is a JSON string that escapes the quote, the backslash, control characters
 * (as {@code \}{@code u00xx} in lower case) and surrogates without a partner, which UTF-8 cannot carry; all else stands for itself.
 */
public final class GroupCodec {
    private final ColumnType[] types;

    public GroupCodec(List<ColumnType> types) {
        this.types = types.toArray(ColumnType[]::new);
    }

    /** The codec of a view's groups. */
    public static GroupCodec of(ViewPlan.Aggregate view) {
        return new GroupCodec(view.dimensions().stream().map(OutputColumn::type).toList());
    }

    /**
     * The text of a group.
     *
     * @param values at least as many as there are dimensions; the rest is passed over
     */
    public String encode(@Nullable Object[] values) {
        StringBuilder text = new StringBuilder(16 + 16 * types.length);
        encode(values, text);
        return text.toString();
    }

    /** Appends the text of a group. */
    public void encode(@Nullable Object[] values, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < types.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            Object value = values[i];
            if (value == null) {
                text.append("null");
            } else {
                append(types[i], value, text);
            }
        }
        text.append(']');
    }

    private static void append(ColumnType type, Object value, StringBuilder text) {
        switch (type.kind()) {
            case BOOLEAN -> text.append(((Boolean) value).booleanValue());
            case INTEGER -> text.append(((Integer) value).intValue());
            case BIGINT, TIMESTAMP -> text.append(((Long) value).longValue());
            case DOUBLE -> append((Double) value, text);
            case DECIMAL ->
                text.append('"')
                        .append(((BigDecimal) value).setScale(type.scale()).toPlainString())
                        .append('"');
            case VARCHAR -> JsonStrings.append((String) value, text);
        }
    }

    private static void append(double value, StringBuilder text) {
        if (Double.isFinite(value)) {
            text.append(value);
        } else {
            text.append('"').append(value).append('"');
        }
    }

    /**
     * The values of a group, as many as there are dimensions.
     *
     * @throws IllegalArgumentException if the text is not one that {@link #encode} makes
     */
    public @Nullable Object[] decode(String text) {
        GroupText reader = new GroupText(text);
        @Nullable Object[] values = new @Nullable Object[types.length];
        reader.expect('[');
        for (int i = 0; i < types.length; i++) {
            if (i > 0) {
                reader.expect(',');
            }
            values[i] = value(types[i], reader);
        }
        reader.expect(']');
        reader.expectEnd();
        return values;
    }

    private static @Nullable Object value(ColumnType type, GroupText reader) {
        if (reader.atString()) {
            return LiveValues.value(type, reader.string());
        }
        String literal = reader.literal();
        return literal.equals("null") ? null : LiveValues.value(type, literal);
    }
}
