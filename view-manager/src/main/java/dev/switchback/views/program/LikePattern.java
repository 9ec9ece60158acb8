package dev.switchback.views.program;

import java.util.Arrays;
import java.util.Optional;

/** A LIKE pattern: {@code %} any text, {@code _} one character. Immutable. */
final class LikePattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    /** Code points, or one of the two signs above. */
    private final int[] signs;

    private LikePattern(int[] signs) {
        this.signs = signs;
    }

    static LikePattern of(String pattern, Optional<String> escape) {
        if (escape.isPresent() && escape.get().codePointCount(0, escape.get().length()) != 1) {
            throw new EvaluationFailure("the ESCAPE of LIKE must be one character");
        }
        int escaping = escape.map(e -> e.codePointAt(0)).orElse(-1);
        int[] codes = pattern.codePoints().toArray();
        int[] signs = new int[codes.length];
        int length = 0;
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == escaping) {
                if (++i == codes.length) {
                    throw new EvaluationFailure("the pattern of LIKE ends with its escape character");
                }
                signs[length++] = codes[i];
            } else {
                signs[length++] = codes[i] == '%' ? ANY_TEXT : codes[i] == '_' ? ANY_CHARACTER : codes[i];
            }
        }
        return new LikePattern(Arrays.copyOf(signs, length));
    }

    /** Takes at most length × pattern steps: only the last {@code %} is ever tried again. */
    boolean matches(String text) {
        int sign = 0;
        int at = 0;
        int lastAny = -1;
        int retry = 0;
        while (at < text.length()) {
            int code = text.codePointAt(at);
            if (sign < signs.length && (signs[sign] == code || signs[sign] == ANY_CHARACTER)) {
                sign++;
                at += Character.charCount(code);
            } else if (sign < signs.length && signs[sign] == ANY_TEXT) {
                lastAny = sign++;
                retry = at;
            } else if (lastAny >= 0) {
                sign = lastAny + 1;
                retry += Character.charCount(text.codePointAt(retry));
                at = retry;
            } else {
                return false;
            }
        }
        while (sign < signs.length && signs[sign] == ANY_TEXT) {
            sign++;
        }
        return sign == signs.length;
    }
}
