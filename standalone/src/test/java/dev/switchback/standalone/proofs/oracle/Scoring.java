package dev.switchback.standalone.proofs.oracle;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the function of the sample module gives, written down anew from its documentation. */
final class Scoring {
    /** The manifest's name for it. */
    static final String NAME = "edit_score";

    private static final List<String> WORDS =
            List.of("reverted", "undid revision", "rückgängig", "annulation", "annullat");

    private Scoring() {}

    static long points(
            long added, long deleted, @Nullable Object namespace, @Nullable Object minor, @Nullable Object comment) {
        String words = comment == null ? "" : comment.toString();
        for (String word : WORDS) {
            if (words.toLowerCase(Locale.ROOT).contains(word)) {
                return 0;
            }
        }
        double points = 10.0 * doublings(added) - 5.0 * doublings(deleted);
        if (words.codePoints().count() > 9) {
            points += 5;
        }
        if ("Main".equals(namespace)) {
            points *= 2;
        }
        if (Boolean.TRUE.equals(minor)) {
            points /= 2;
        }
        return (long) Math.max(0, points);
    }

    private static int doublings(long characters) {
        int doublings = 0;
        for (long rest = characters; rest > 0; rest /= 2) {
            doublings++;
        }
        return doublings;
    }
}
