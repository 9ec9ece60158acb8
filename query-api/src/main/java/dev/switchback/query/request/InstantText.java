package dev.switchback.query.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as text: ISO-8601, to the millisecond. */
public final class InstantText {
    public static final String EXPECTED =
            " is not an ISO-8601 instant with an offset, to the millisecond, of the years 1900 to 2299, such as 2015-09-12T13:00:00Z";

    // The range that ClickHouse's DateTime64 holds.
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2299-12-31T23:59:59.999Z");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private InstantText() {}

    /** Empty where the text is none, is finer than a millisecond, or lies outside what the stores hold. */
    public static Optional<Instant> parse(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant();
            boolean held = !instant.isBefore(FIRST) && !instant.isAfter(LAST);
            return held && instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)
                    ? Optional.of(instant)
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** UTC, with three digits of milliseconds. */
    public static String format(long epochMillis) {
        return MILLIS.format(Instant.ofEpochMilli(epochMillis));
    }
}
