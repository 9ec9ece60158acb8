package dev.switchback.views.program;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.Locale;
import java.util.Optional;

/** Functions of TIMESTAMP values: epoch milliseconds, read in UTC. Weeks are ISO weeks: they begin on Mondays. */
public final class Timestamps {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    /** 1970-01-01 was a Thursday, the week's fourth day. */
    private static final long WEEK_SHIFT = 3 * DAY;

    private static final DateTimeFormatter SQL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT);

    private Timestamps() {}

    static String format(long millis) {
        return SQL.format(Instant.ofEpochMilli(millis));
    }

    static Long parse(String text) {
        try {
            return LENIENT.parse(text.strip(), Instant::from).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Casts.unreadable(text, "TIMESTAMP");
        }
    }

    /** Sum of a timestamp and milliseconds. */
    public static Object plus(Object timestamp, Object millis) {
        try {
            return Math.addExact((Long) timestamp, (Long) millis);
        } catch (ArithmeticException e) {
            throw Arithmetic.overflow("TIMESTAMP(3)");
        }
    }

    /** {@code FLOOR(x TO unit)}; empty for a unit that is not supported. */
    public static Optional<Expression.Unary> floor(String unit) {
        return switch (unit) {
            case "SECOND" -> Optional.of(fixed(SECOND, 0));
            case "MINUTE" -> Optional.of(fixed(MINUTE, 0));
            case "HOUR" -> Optional.of(fixed(HOUR, 0));
            case "DAY" -> Optional.of(fixed(DAY, 0));
            case "WEEK" -> Optional.of(fixed(7 * DAY, WEEK_SHIFT));
            case "MONTH" -> Optional.of(calendar(1));
            case "QUARTER" -> Optional.of(calendar(3));
            case "YEAR" -> Optional.of(calendar(12));
            default -> Optional.empty();
        };
    }

    /** {@code CEIL(x TO unit)}; empty for a unit that is not supported. */
    public static Optional<Expression.Unary> ceil(String unit) {
        Optional<Expression.Unary> floor = floor(unit);
        Optional<Expression.Unary> next = switch (unit) {
            case "MONTH" -> Optional.of(value -> monthsAfter((Long) value, 1));
            case "QUARTER" -> Optional.of(value -> monthsAfter((Long) value, 3));
            case "YEAR" -> Optional.of(value -> monthsAfter((Long) value, 12));
            case "SECOND" -> Optional.of(value -> (Long) value + SECOND);
            case "MINUTE" -> Optional.of(value -> (Long) value + MINUTE);
            case "HOUR" -> Optional.of(value -> (Long) value + HOUR);
            case "DAY" -> Optional.of(value -> (Long) value + DAY);
            case "WEEK" -> Optional.of(value -> (Long) value + 7 * DAY);
            default -> Optional.empty();
        };
        return floor.flatMap(f -> next.map(n -> value -> {
            Object down = f.apply(value);
            return value.equals(down) || down == null ? down : n.apply(down);
        }));
    }

    /** {@code EXTRACT(unit FROM x)} as a BIGINT; empty for a unit that is not supported. */
    public static Optional<Expression.Unary> extract(String unit) {
        return switch (unit) {
            case "YEAR" -> Optional.of(value -> (long) utc(value).getYear());
            case "QUARTER" -> Optional.of(value -> utc(value).getLong(IsoFields.QUARTER_OF_YEAR));
            case "MONTH" -> Optional.of(value -> (long) utc(value).getMonthValue());
            case "WEEK" -> Optional.of(value -> utc(value).getLong(WeekFields.ISO.weekOfWeekBasedYear()));
            case "ISOYEAR" -> Optional.of(value -> utc(value).getLong(WeekFields.ISO.weekBasedYear()));
            case "DAY" -> Optional.of(value -> (long) utc(value).getDayOfMonth());
            case "ISODOW" ->
                Optional.of(value -> (long) utc(value).getDayOfWeek().getValue());
            case "DOY" -> Optional.of(value -> (long) utc(value).getDayOfYear());
            case "HOUR" -> Optional.of(value -> Math.floorMod((Long) value, DAY) / HOUR);
            case "MINUTE" -> Optional.of(value -> Math.floorMod((Long) value, HOUR) / MINUTE);
            case "SECOND" -> Optional.of(value -> Math.floorMod((Long) value, MINUTE) / SECOND);
            case "MILLISECOND" -> Optional.of(value -> Math.floorMod((Long) value, MINUTE));
            case "EPOCH" -> Optional.of(value -> Math.floorDiv((Long) value, SECOND));
            default -> Optional.empty();
        };
    }

    private static Expression.Unary fixed(long unit, long shift) {
        return value -> {
            long millis = (Long) value;
            return millis - Math.floorMod(millis + shift, unit);
        };
    }

    private static Expression.Unary calendar(int months) {
        return value -> {
            LocalDateTime time = utc(value);
            int month = (time.getMonthValue() - 1) / months * months + 1;
            return millis(LocalDateTime.of(time.getYear(), month, 1, 0, 0));
        };
    }

    private static Long monthsAfter(long start, int months) {
        return millis(utc(start).plusMonths(months));
    }

    private static LocalDateTime utc(Object millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) millis), ZoneOffset.UTC);
    }

    private static Long millis(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
