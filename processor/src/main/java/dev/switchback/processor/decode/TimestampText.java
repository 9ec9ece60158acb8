package dev.switchback.processor.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Reads ISO-8601 timestamps with an offset. Digits after the milliseconds are cut off. */
final class TimestampText {
    /** What the history store can hold: 1900-01-01T00:00:00Z … 2299-12-31T23:59:59.999Z. */
    static final long MIN = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();

    static final long MAX = Instant.parse("2299-12-31T23:59:59.999Z").toEpochMilli();

    /** None that a timestamp can be. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private TimestampText() {}

    /**
     * Reads a timestamp.
     *
     * @return epoch milliseconds
     * @throws DateTimeException if the text is no timestamp with an offset
     */
    static long parse(String text) {
        return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .toInstant()
                .toEpochMilli();
    }

    /** Reads {@code yyyy-MM-ddTHH:mm:ss[.fraction]Z}; {@link #UNKNOWN} where it is anything else, which {@link #parse} then judges. */
    static long parseUtc(byte[] t, int o, int length) {
        if (length < 20 || t[o + length - 1] != 'Z' || t[o + 10] != 'T') {
            return UNKNOWN;
        }
        int year = digits(t, o, 4);
        int month = digits(t, o + 5, 2);
        int day = digits(t, o + 8, 2);
        int hour = digits(t, o + 11, 2);
        int minute = digits(t, o + 14, 2);
        int second = digits(t, o + 17, 2);
        boolean separated = t[o + 4] == '-' && t[o + 7] == '-' && t[o + 13] == ':' && t[o + 16] == ':';
        boolean inRange =
                month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59;
        if (!separated || !inRange || year < 0 || hour < 0 || minute < 0 || second < 0) {
            return UNKNOWN;
        }
        int millis = 0;
        if (length > 20) {
            int fraction = length - 21;
            if (t[o + 19] != '.' || fraction < 1 || fraction > 9 || digits(t, o + 20, fraction) < 0) {
                return UNKNOWN;
            }
            millis = digits(t, o + 20, Math.min(3, fraction));
            for (int i = fraction; i < 3; i++) {
                millis *= 10;
            }
        }
        return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60_000L + second * 1000L + millis;
    }

    /** Days since 1970-01-01; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
    private static long daysFromCivil(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146097L + dayOfEra - 719468;
    }

    private static int digits(byte[] text, int offset, int count) {
        int value = 0;
        for (int i = offset; i < offset + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
