package dev.switchback.processor.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal short texts the same String, so that repeated values cost neither memory nor, their hash being kept in the String, a second
 * hash. Fixed size: a text may push out another. Not thread-safe.
 */
final class TextCache {
    private static final int SLOTS = 1 << 15;
    private static final int LONGEST = 64;
    private static final char REPLACEMENT = '\uFFFD';
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** 2^64 divided by the golden ratio; D. Knuth, The Art of Computer Programming, volume 3, section 6.4. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final byte[][] keys = new byte[SLOTS][];
    private final String[] texts = new String[SLOTS];

    TextCache() {
        Arrays.fill(keys, new byte[0]);
        Arrays.fill(texts, "");
    }

    /** The text of UTF-8; null where that is not well-formed. */
    @Nullable
    String getStrict(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= LONGEST) {
            int slot = slot(bytes, from, to);
            byte[] key = keys[slot];
            if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
                return texts[slot];
            }
        }
        String fresh = new String(bytes, from, length, StandardCharsets.UTF_8);
        // What is malformed becomes the replacement character, which may also stand there.
        if (fresh.indexOf(REPLACEMENT) >= 0) {
            byte[] again = fresh.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, from, to)) {
                return null;
            }
        }
        return get(bytes, from, to);
    }

    /** The text of well-formed UTF-8. */
    String get(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int slot = slot(bytes, from, to);
        byte[] key = keys[slot];
        if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
            return texts[slot];
        }
        String fresh = new String(bytes, from, length, StandardCharsets.UTF_8);
        keys[slot] = Arrays.copyOfRange(bytes, from, to);
        texts[slot] = fresh;
        return fresh;
    }

    private static int slot(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mix(hash, (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << 8) | (bytes[at] & 0xFF);
        }
        hash = mix(hash, rest);
        return (int) (hash >>> 40) & (SLOTS - 1);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * SPREAD;
        return mixed ^ (mixed >>> 29);
    }
}
