package dev.switchback.standalone.proofs.oracle;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** How the values of a column are written in JSON. */
enum Format {
    PLAIN(""),
    /** Numbers and truth values may stand in quotes. */
    TEXT("text"),
    EPOCH_SECONDS("epoch_seconds"),
    EPOCH_SECONDS_OR_TEXT("[epoch_seconds, text]"),
    EPOCH_MILLIS("epoch_millis"),
    ISO8601("iso8601");

    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    /** As the manifest has it; empty for none. */
    final String yaml;

    Format(String yaml) {
        this.yaml = yaml;
    }

    /** The JSON text of a value. */
    String json(Object value, Type type, Random random) {
        String text = type == Type.TIMESTAMP ? time((Long) value, random) : plain(value, type, random);
        boolean quoted = type == Type.VARCHAR
                || ((this == TEXT || this == EPOCH_SECONDS_OR_TEXT) && random.nextBoolean())
                || (type == Type.TIMESTAMP && text.contains(":"));
        return quoted ? Json.quoted(text) : text;
    }

    private static String plain(Object value, Type type, Random random) {
        return type == Type.DECIMAL && random.nextBoolean() ? ((BigDecimal) value).toPlainString() : value.toString();
    }

    private String time(long millis, Random random) {
        return switch (this) {
            case PLAIN -> random.nextBoolean() ? iso8601(millis, random) : Long.toString(millis);
            case TEXT, EPOCH_MILLIS -> Long.toString(millis);
            case EPOCH_SECONDS, EPOCH_SECONDS_OR_TEXT ->
                BigDecimal.valueOf(millis, 3).toString() + (millis >= 0 && random.nextInt(3) == 0 ? "99" : "");
            case ISO8601 -> iso8601(millis, random);
        };
    }

    private static String iso8601(long millis, Random random) {
        Instant instant = Instant.ofEpochMilli(millis);
        int minutes = (random.nextInt(113) - 56) * 15;
        return random.nextBoolean()
                ? instant.toString()
                : WITH_OFFSET.format(instant.atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)));
    }
}
