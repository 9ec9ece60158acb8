package dev.switchback.processor.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds the ends of JSON values (RFC 8259) in a record's bytes, without taking anything out of them. It is sure of what it passes over;
 * of anything else it says {@link #DECLINED}, which need not mean that the record is wrong. Not thread-safe.
 */
final class JsonScanner {
    /** Not understood here: malformed, cut off, or too unusual. */
    static final int DECLINED = -1;

    /** Far below what Jackson takes. */
    static final int DEEPEST = 100;

    private static final int LONGEST_NUMBER = NumberText.LONGEST;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private byte[] bytes = new byte[0];

    void reset(byte[] record) {
        bytes = record;
    }

    /** The byte at a place; 0, which JSON allows nowhere, behind the end. */
    int at(int place) {
        return place < bytes.length ? bytes[place] : 0;
    }

    /** Where the record begins behind a byte order mark, which some producers write although RFC 8259 forbids it. */
    int byteOrderMark() {
        boolean marked = at(0) == (byte) 0xEF && at(1) == (byte) 0xBB && at(2) == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    /** Passes over white space. */
    int space(int start) {
        int at = start;
        while (true) {
            int c = at(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return at;
            }
            at++;
        }
    }

    /** Where a string without escapes ends: the place of its closing quote. */
    int plainString(int start) {
        int at = ordinary(start);
        return at >= 0 && bytes[at] == '"' ? at : DECLINED;
    }

    /** Passes over a string, its closing quote included. */
    private int string(int start) {
        int at = start;
        while (true) {
            at = ordinary(at);
            if (at < 0 || bytes[at] == '"') {
                return at < 0 ? DECLINED : at + 1;
            }
            at = escape(at + 1);
            if (at < 0) {
                return DECLINED;
            }
        }
    }

    /** The next quote or backslash; what stands before it is UTF-8 without control characters. */
    private int ordinary(int start) {
        int at = start;
        while (at < bytes.length) {
            if (at + Long.BYTES <= bytes.length) {
                long special = special((long) LONGS.get(bytes, at));
                if (special == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(special) >>> 3;
            }
            byte c = bytes[at];
            if (c == '"' || c == '\\') {
                return at;
            }
            if (c >= ' ') {
                at++;
            } else {
                int more = c < 0 ? sequence(at) : 0;
                if (more == 0) {
                    return DECLINED;
                }
                at += more;
            }
        }
        return DECLINED;
    }

    /**
     * The top bit of each byte that is a quote, a backslash, a control character or beyond ASCII; the lowest one is exact, those above it may
     * be set by a borrow. See Sean Eron Anderson, "Bit Twiddling Hacks", Determine if a word has a zero byte.
     */
    private static long special(long word) {
        long quote = (word ^ ONES * '"') - ONES;
        long backslash = (word ^ ONES * '\\') - ONES;
        long control = word - ONES * ' ';
        return (quote | backslash | control | word) & TOPS;
    }

    /** Length of the well-formed UTF-8 sequence at a byte beyond ASCII (Unicode 16, table 3-7); 0 where there is none. */
    private int sequence(int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        int second = at(at + 1) & 0xFF;
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((at(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private int escape(int at) {
        return switch (at(at)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> {
                for (int i = 1; i <= 4; i++) {
                    if (at(at + i) <= 0 || Character.digit(at(at + i), 16) < 0) {
                        yield DECLINED;
                    }
                }
                yield at + 5;
            }
            default -> DECLINED;
        };
    }

    /** Passes over a number. */
    int number(int start) {
        int first = at(start) == '-' ? start + 1 : start;
        int at = digits(first);
        if (at == first || (at > first + 1 && at(first) == '0')) {
            return DECLINED;
        }
        if (at(at) == '.') {
            int fraction = at + 1;
            at = digits(fraction);
            if (at == fraction) {
                return DECLINED;
            }
        }
        if (at(at) == 'e' || at(at) == 'E') {
            int exponent = at(at + 1) == '+' || at(at + 1) == '-' ? at + 2 : at + 1;
            at = digits(exponent);
            if (at == exponent) {
                return DECLINED;
            }
        }
        return at - start > LONGEST_NUMBER ? DECLINED : at;
    }

    private int digits(int start) {
        int at = start;
        while (at(at) >= '0' && at(at) <= '9') {
            at++;
        }
        return at;
    }

    int isTrue(int at) {
        return literal(at, TRUE);
    }

    int isFalse(int at) {
        return literal(at, FALSE);
    }

    int isNull(int at) {
        return literal(at, NULL);
    }

    private int literal(int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (at(at + i) != word[i]) {
                return DECLINED;
            }
        }
        return at + word.length;
    }

    /** Passes over a value of any kind. */
    int value(int at, int depth) {
        if (depth > DEEPEST) {
            return DECLINED;
        }
        return switch (at(at)) {
            case '"' -> string(at + 1);
            case '{' -> object(at + 1, depth);
            case '[' -> array(at + 1, depth);
            case 't' -> isTrue(at);
            case 'f' -> isFalse(at);
            case 'n' -> isNull(at);
            default -> number(at);
        };
    }

    private int object(int start, int depth) {
        int at = space(start);
        if (at(at) == '}') {
            return at + 1;
        }
        while (at(at) == '"') {
            at = string(at + 1);
            at = at < 0 ? DECLINED : colon(at);
            at = at < 0 ? DECLINED : value(at, depth + 1);
            if (at < 0) {
                return DECLINED;
            }
            at = space(at);
            if (at(at) == '}') {
                return at + 1;
            }
            at = comma(at);
            if (at < 0) {
                return DECLINED;
            }
        }
        return DECLINED;
    }

    private int array(int start, int depth) {
        int at = space(start);
        if (at(at) == ']') {
            return at + 1;
        }
        while (true) {
            at = value(at, depth + 1);
            if (at < 0) {
                return DECLINED;
            }
            at = space(at);
            if (at(at) == ']') {
                return at + 1;
            }
            at = comma(at);
            if (at < 0) {
                return DECLINED;
            }
        }
    }

    /** Passes over a colon and the space around it. */
    int colon(int start) {
        int at = space(start);
        return at(at) == ':' ? space(at + 1) : DECLINED;
    }

    /** Passes over a comma and the space behind it. */
    int comma(int at) {
        return at(at) == ',' ? space(at + 1) : DECLINED;
    }
}
