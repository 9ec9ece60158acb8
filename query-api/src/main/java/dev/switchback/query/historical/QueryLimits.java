package dev.switchback.query.historical;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What one historical query may cost in ClickHouse, which ends it there.
 *
 * @param time that it may run
 * @param memoryMebibytes that it may hold at once
 * @param rows of a table that it may read, before any filter that no index serves
 */
public record QueryLimits(Duration time, long memoryMebibytes, long rows) {
    public static final QueryLimits STANDARD = new QueryLimits(Duration.ofSeconds(30), 2_048, 1_000_000_000);
    static final String SECONDS = "SWITCHBACK_QUERY_MAX_SECONDS";
    static final String MEMORY = "SWITCHBACK_QUERY_MAX_MEMORY_MIB";
    static final String ROWS = "SWITCHBACK_QUERY_MAX_ROWS";

    public QueryLimits {
        if (!time.isPositive() || memoryMebibytes < 1 || rows < 1) {
            throw new IllegalArgumentException("limits of a query are 1 or more");
        }
    }

    /**
     * Reads {@code SWITCHBACK_QUERY_MAX_SECONDS}, {@code SWITCHBACK_QUERY_MAX_MEMORY_MIB} and {@code SWITCHBACK_QUERY_MAX_ROWS}; what is absent is as in
     * {@link #STANDARD}.
     *
     * @throws IllegalArgumentException naming the variable that is no whole number of 1 or more
     */
    public static QueryLimits from(Map<String, String> environment) {
        return new QueryLimits(
                Duration.ofSeconds(number(environment, SECONDS, STANDARD.time.toSeconds(), 86_400)),
                number(environment, MEMORY, STANDARD.memoryMebibytes, 1L << 30),
                number(environment, ROWS, STANDARD.rows, Long.MAX_VALUE));
    }

    private static long number(Map<String, String> environment, String name, long absent, long most) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of range.
        }
        throw new IllegalArgumentException(name + " is not a whole number from 1 to " + most + ": " + text);
    }

    /** The settings that hold them. */
    Map<String, String> settings() {
        return Map.of(
                "max_execution_time",
                seconds(),
                "max_memory_usage",
                Long.toString(memoryMebibytes << 20),
                "max_rows_to_read",
                Long.toString(rows));
    }

    String tooLong() {
        return "the query ran longer than the " + seconds() + " s that one may (" + SECONDS
                + "); ask for a shorter range, larger steps or fewer dimensions";
    }

    String tooLarge() {
        return "the query needs more than the " + memoryMebibytes + " MiB of memory that one may take (" + MEMORY
                + "); ask for a shorter range, larger steps, fewer dimensions or fewer distinct counts";
    }

    String tooMany() {
        return "the query would read more than the " + String.format(Locale.ROOT, "%,d", rows) + " rows that one may ("
                + ROWS
                + "); ask for a shorter range, give values for the first dimensions, or keep a view with larger windows";
    }

    private String seconds() {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }
}
