package dev.switchback.standalone.proofs;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of ours as ksqlDB would publish it: its window, then the values that it selects. */
record KsqlRow(KsqlCase of, Map<String, @Nullable String> row) {

    List<String> values() {
        List<String> values = new ArrayList<>();
        values.add(of.window().isEmpty() ? "" : String.valueOf(start()));
        values.add(of.window().isEmpty() ? "" : String.valueOf(publishedEnd()));
        of.outputs().forEach(output -> values.add(normal(value(output.replace("key=", "")))));
        return values;
    }

    private @Nullable String value(String output) {
        return switch (output) {
            case "null" -> null;
            case "window_start" -> String.valueOf(start());
            case "window_end" -> String.valueOf(end());
            case "last_event" -> String.valueOf(publishedEnd());
            case "window_start/2" -> String.valueOf(start() / 2);
            case "window_end/2" -> String.valueOf(end() / 2);
            case "m0*2" -> number("m0").multiply(BigDecimal.TWO).toString();
            case "m0/m1" -> mean().toString();
            case "abs(m0/m1)*10" -> mean().abs().multiply(BigDecimal.TEN).toString();
            default -> row.get(output);
        };
    }

    boolean passes(String having) {
        String[] sides = having.split(">", -1);
        String left = value(sides[0]);
        return left != null && new BigDecimal(left).compareTo(new BigDecimal(sides[1])) > 0;
    }

    private BigDecimal number(String measure) {
        return new BigDecimal(String.valueOf(row.get(measure)));
    }

    /** BIGINT divided by BIGINT. */
    private BigDecimal mean() {
        return number("m0").divideToIntegralValue(number("m1"), MathContext.UNLIMITED);
    }

    private long start() {
        return Instant.parse(String.valueOf(row.get("window_start"))).toEpochMilli();
    }

    private long end() {
        String end = row.get("window_end");
        return end == null ? start() + of.windowMillis() : Instant.parse(end).toEpochMilli();
    }

    /** ksqlDB's session ends with its last event, but for the form of its first releases; ours a gap later. */
    private long publishedEnd() {
        boolean session = of.window().startsWith("SESSION") && !of.name().startsWith("legacy");
        return session ? end() - of.windowMillis() : end();
    }

    /** Numbers by their value, nothing as NULL. */
    static String normal(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "NULL";
        }
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
