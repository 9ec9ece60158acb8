package dev.switchback.standalone.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Made-up edits shaped like the Wikipedia ones: the same fields, about 400 bytes, 51 channels, 100,000 pages and 20,000 users of which few
 * are busy (rank r comes up in proportion to 1/r), 1,000 edits per second of event time. The same seed gives the same edits.
 */
public final class GeneratedEdits {
    private static final Instant FIRST = Instant.parse("2015-09-12T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(1);
    private static final int CHANNELS = 51;
    private static final int PAGES = 100_000;
    private static final int USERS = 20_000;
    private static final String COMMENT =
            "Robot: fixing the links of the disambiguation page and adding the category that was asked for on the talk page";

    private final Random random;
    private final StringBuilder text = new StringBuilder(512);

    public GeneratedEdits(long seed) {
        this.random = new Random(seed);
    }

    /** Passes the key (the user) and the value of each edit, in event-time order. */
    public void forEach(long events, BiConsumer<byte[], byte[]> edits) {
        for (long i = 0; i < events; i++) {
            String user = "User" + rank(USERS);
            edits.accept(user.getBytes(StandardCharsets.US_ASCII), edit(i, user));
        }
    }

    private byte[] edit(long i, String user) {
        int added = random.nextInt(400);
        int deleted = random.nextInt(10) == 0 ? random.nextInt(200) : 0;
        boolean robot = random.nextInt(10) < 4;
        text.setLength(0);
        text.append("{\"time\":\"").append(FIRST.plus(STEP.multipliedBy(i)));
        // Instant leaves out zero milliseconds; the real file never does.
        if (i % 1000 == 0) {
            text.setLength(text.length() - 1);
            text.append(".000Z");
        }
        text.append("\",\"channel\":\"#c")
                .append(rank(CHANNELS))
                .append(".wikipedia\",\"cityName\":null,\"comment\":\"");
        text.append(COMMENT, 0, 30 + random.nextInt(COMMENT.length() - 30));
        text.append("\",\"countryIsoCode\":null,\"countryName\":null,\"isAnonymous\":false,\"isMinor\":")
                .append(robot);
        text.append(",\"isNew\":false,\"isRobot\":")
                .append(robot)
                .append(",\"isUnpatrolled\":false,\"metroCode\":null");
        text.append(",\"namespace\":\"Main\",\"page\":\"Page about a subject, number ")
                .append(rank(PAGES));
        text.append("\",\"regionIsoCode\":null,\"regionName\":null,\"user\":\"").append(user);
        text.append("\",\"delta\":")
                .append(added - deleted)
                .append(",\"added\":")
                .append(added);
        text.append(",\"deleted\":").append(deleted).append('}');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private int rank(int n) {
        return (int) Math.pow(n, random.nextDouble());
    }
}
