package dev.switchback.views.manifest;

import dev.switchback.views.plan.ColumnType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the column types that a manifest may name. */
final class ColumnTypeParser {
    static final String ADVICE =
            "Known types: BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(p,s) with p up to 38, VARCHAR, TIMESTAMP(3)."
                    + " Between braces, a type with a comma needs quotes: {type: 'DECIMAL(10,2)'}.";

    private static final int MAX_PRECISION = 38;
    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(([0-9]{1,2})(?:,([0-9]{1,2}))?\\)");

    private ColumnTypeParser() {}

    /** Empty for anything unknown. Case and blanks do not count. */
    static Optional<ColumnType> parse(String text) {
        String type = text.replace(" ", "").toUpperCase(Locale.ROOT);
        return switch (type) {
            case "BOOLEAN" -> Optional.of(ColumnType.BOOLEAN);
            case "INTEGER", "INT" -> Optional.of(ColumnType.INTEGER);
            case "BIGINT" -> Optional.of(ColumnType.BIGINT);
            case "DOUBLE" -> Optional.of(ColumnType.DOUBLE);
            case "VARCHAR" -> Optional.of(ColumnType.VARCHAR);
            case "TIMESTAMP(3)" -> Optional.of(ColumnType.TIMESTAMP);
            default -> decimal(type);
        };
    }

    private static Optional<ColumnType> decimal(String type) {
        Matcher matcher = DECIMAL.matcher(type);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int precision = Integer.parseInt(matcher.group(1));
        int scale = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return precision >= 1 && precision <= MAX_PRECISION && scale <= precision
                ? Optional.of(ColumnType.decimal(precision, scale))
                : Optional.empty();
    }
}
