package dev.switchback.views.sql;

import java.time.Duration;
import java.util.Optional;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlNode;

/** Reads constant intervals of fixed length, to the millisecond. */
final class Intervals {
    private static final String ADVICE = "Write INTERVAL '5' MINUTE; months and years have no fixed length.";

    private final ViewProblems problems;

    Intervals(ViewProblems problems) {
        this.problems = problems;
    }

    /**
     * An interval of more than zero.
     *
     * @param name what it is, for messages
     * @return empty after a problem was added
     */
    Optional<Duration> positive(SqlNode node, String name) {
        Optional<Duration> interval = read(node, name, ", more than zero");
        if (interval.isPresent() && !interval.get().isPositive()) {
            problems.unsupported(node.getParserPosition(), expected(name) + ", more than zero", ADVICE);
            return Optional.empty();
        }
        return interval;
    }

    /** An interval of any sign; empty after a problem was added. */
    Optional<Duration> signed(SqlNode node, String name) {
        return read(node, name, "");
    }

    private Optional<Duration> read(SqlNode node, String name, String range) {
        if (node instanceof SqlIntervalLiteral literal
                && literal.getValue() instanceof SqlIntervalLiteral.IntervalValue interval
                && !interval.getIntervalQualifier().isYearMonth()) {
            try {
                // Sign, days, hours, minutes, seconds, milliseconds.
                int[] parts = interval.getIntervalQualifier()
                        .evaluateIntervalLiteral(
                                interval.getIntervalLiteral(),
                                node.getParserPosition(),
                                SqlTypes.factory().getTypeSystem());
                return Optional.of(Duration.ofDays(parts[1])
                        .plusHours(parts[2])
                        .plusMinutes(parts[3])
                        .plusSeconds(parts[4])
                        .plusMillis(parts[5])
                        .multipliedBy(interval.getSign() * (long) parts[0]));
            } catch (CalciteContextException e) {
                problems.unsupported(node.getParserPosition(), CalciteMessages.of(e), "Write INTERVAL '5' MINUTE.");
                return Optional.empty();
            }
        }
        problems.unsupported(node.getParserPosition(), expected(name) + range, ADVICE);
        return Optional.empty();
    }

    private static String expected(String name) {
        return "the " + name + " of a window must be a constant interval of days, hours, minutes or seconds";
    }

    /** As SQL writes it, in the largest unit that is exact. */
    static String sql(Duration interval) {
        long millis = interval.toMillis();
        if (millis % 86_400_000 == 0) {
            return "INTERVAL '" + millis / 86_400_000 + "' DAY";
        }
        if (millis % 3_600_000 == 0) {
            return "INTERVAL '" + millis / 3_600_000 + "' HOUR";
        }
        if (millis % 60_000 == 0) {
            return "INTERVAL '" + millis / 60_000 + "' MINUTE";
        }
        return "INTERVAL '"
                + java.math.BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "' SECOND";
    }
}
