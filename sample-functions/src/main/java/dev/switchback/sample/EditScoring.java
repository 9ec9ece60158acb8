package dev.switchback.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much an edit of a Wikipedia page gives to its readers, in points. The same arguments give the same points, on any machine, at any time. */
public final class EditScoring {
    private static final long PER_DOUBLING = 10;
    private static final int COMMENT = 5;
    private static final int LONG_COMMENT = 10;
    private static final List<String> REVERTS = words("revert-words.txt");

    private EditScoring() {}

    /**
     * Ten points for each doubling of the characters added, five off for each doubling of those deleted, five for a comment of ten
     * characters or more. Twice as many in an article, half as many for a minor edit. A revert gives none, and nothing gives less than none.
     *
     * @param added characters, zero or more
     * @param deleted characters, zero or more
     * @param namespace of the page; articles are in {@code Main}
     * @param minor as the editor marked it; null counts as no
     * @param comment the editor's
     */
    public static long score(
            long added, long deleted, @Nullable String namespace, @Nullable Boolean minor, @Nullable String comment) {
        if (isRevert(comment)) {
            return 0;
        }
        long points = doublings(added) * PER_DOUBLING - doublings(deleted) * PER_DOUBLING / 2;
        if (comment != null && comment.codePointCount(0, comment.length()) >= LONG_COMMENT) {
            points += COMMENT;
        }
        if ("Main".equals(namespace)) {
            points *= 2;
        }
        if (Boolean.TRUE.equals(minor)) {
            points /= 2;
        }
        return Math.max(0, points);
    }

    /** 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7 and so on. */
    private static int doublings(long characters) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, characters));
    }

    private static boolean isRevert(@Nullable String comment) {
        if (comment == null) {
            return false;
        }
        // With a locale: the default one is the machine's.
        String lower = comment.toLowerCase(Locale.ROOT);
        return REVERTS.stream().anyMatch(lower::contains);
    }

    private static List<String> words(String resource) {
        InputStream found = Objects.requireNonNull(EditScoring.class.getResourceAsStream(resource), resource);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(found, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
