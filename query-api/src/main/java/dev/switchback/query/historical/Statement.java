package dev.switchback.query.historical;

import dev.switchback.query.request.Filter;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.plan.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A SELECT under construction. Its text is made of names from the plan, quoted, and of what this module writes itself; values that come
 * from a caller only ever go through {@link #bind}. Not thread-safe.
 */
final class Statement {
    private final Map<String, Object> parameters = new HashMap<>();
    private final List<String> conditions = new ArrayList<>();

    /** Binds a value and returns its place in the text. */
    String bind(ColumnType type, Object value) {
        String name = "p" + parameters.size();
        return switch (type.kind()) {
            case BOOLEAN -> place(name, "Bool", value.toString());
            case INTEGER -> place(name, "Int32", value.toString());
            case BIGINT -> place(name, "Int64", value.toString());
            case DOUBLE -> place(name, "Float64", value.toString());
            case DECIMAL ->
                place(
                        name,
                        "Decimal(" + type.precision() + "," + type.scale() + ")",
                        ((BigDecimal) value).toPlainString());
            case VARCHAR -> place(name, "String", escaped((String) value));
            case TIMESTAMP -> "fromUnixTimestamp64Milli(" + place(name, "Int64", value.toString()) + ", 'UTC')";
        };
    }

    private String place(String name, String type, String text) {
        parameters.put(name, text);
        return "{" + name + ":" + type + "}";
    }

    /** ClickHouse reads the text of a parameter in its "Escaped" form. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                case '\r' -> escaped.append("\\r");
                case '\0' -> escaped.append("\\0");
                case '\'' -> escaped.append("\\'");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    void where(String condition) {
        conditions.add(condition);
    }

    void where(Filter filter) {
        String column = HistoryNames.quote(filter.column().name());
        List<String> alternatives = new ArrayList<>();
        for (Object value : filter.values()) {
            alternatives.add(column + " = " + bind(filter.column().type(), value));
        }
        if (filter.nulls() == Filter.Nulls.INCLUDED) {
            alternatives.add(column + " IS NULL");
        } else if (alternatives.isEmpty()) {
            alternatives.add(column + " IS NOT NULL");
        }
        where("(" + String.join(" OR ", alternatives) + ")");
    }

    /** {@code WHERE …}, or nothing. */
    String whereClause() {
        return conditions.isEmpty() ? "" : "\nWHERE " + String.join("\n  AND ", conditions);
    }

    Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }
}
