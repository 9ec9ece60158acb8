package dev.switchback.views.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * How a column's values are written, beyond what its type says.
 *
 * @param text whether a JSON text that holds a number or truth value is taken beside the number or truth value itself
 * @param binary whether a key or header holds what Kafka's serializers write: INTEGER 4 bytes, BIGINT, DOUBLE and TIMESTAMP(3) 8, BOOLEAN 1
 * @param time how a TIMESTAMP(3) is written; {@link Time#ANY} for every other type
 */
public record ValueFormat(boolean text, boolean binary, Time time) {
    /** What a column has that names no format. */
    public static final ValueFormat PLAIN = new ValueFormat(false, false, Time.ANY);

    /** The words of {@code format:}, in a fixed order; none for {@link #PLAIN}. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (time != Time.ANY) {
            words.add(time.word());
        }
        if (text) {
            words.add("text");
        }
        if (binary) {
            words.add("binary");
        }
        return words;
    }

    /** Ways to write a point in time. */
    public enum Time {
        /** ISO-8601 text with Z or an offset, or whole epoch milliseconds as a number. */
        ANY(""),
        /** Seconds since the epoch as a number, fractions included. */
        EPOCH_SECONDS("epoch_seconds"),
        /** Whole milliseconds since the epoch as a number. */
        EPOCH_MILLIS("epoch_millis"),
        /** ISO-8601 text with Z or an offset. */
        ISO8601("iso8601");

        private final String word;

        Time(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
