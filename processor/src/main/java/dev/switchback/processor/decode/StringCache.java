package dev.switchback.processor.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal short texts the same String, so that repeated values cost neither memory nor, their hash being kept in the String, a second
 * hash. Fixed size: a text may push out another. Not thread-safe.
 */
final class StringCache {
    private static final int SLOTS = 1 << 14;
    private static final int LONGEST = 64;

    private final @Nullable String[] slots = new String[SLOTS];
    private final char[] scratch = new char[LONGEST];

    String get(char[] text, int offset, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST) {
            return new String(text, offset, length);
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
        String cached = slots[slot];
        if (cached != null && matches(cached, text, offset, length)) {
            return cached;
        }
        String fresh = new String(text, offset, length);
        slots[slot] = fresh;
        return fresh;
    }

    private boolean matches(String cached, char[] text, int offset, int length) {
        if (cached.length() != length) {
            return false;
        }
        // Both calls work on many characters at a time, which charAt in a loop does not.
        cached.getChars(0, length, scratch, 0);
        return Arrays.equals(scratch, 0, length, text, offset, offset + length);
    }
}
