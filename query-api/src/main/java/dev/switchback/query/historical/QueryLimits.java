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

    public QueryLimits {
        if (!time.isPositive() || memoryMebibytes < 1 || rows < 1) {
            throw new IllegalArgumentException("limits of a query are 1 or more");
        }
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
        return "the query ran longer than the " + seconds()
                + " s that one may; ask for a shorter range, larger steps or fewer dimensions";
    }

    String tooLarge() {
        return "the query needs more than the " + memoryMebibytes
                + " MiB of memory that one may take; ask for a shorter range, larger steps, fewer dimensions or fewer distinct counts";
    }

    String tooMany() {
        return "the query would read more than the " + String.format(Locale.ROOT, "%,d", rows)
                + " rows that one may; ask for a shorter range, give values for the first dimensions, or keep a view with larger windows";
    }

    private String seconds() {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }
}
