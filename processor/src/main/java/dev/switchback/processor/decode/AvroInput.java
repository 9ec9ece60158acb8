package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of one record in Avro's binary encoding (Avro 1.12, "Binary Encoding"), read from front to back. Not thread-safe. */
final class AvroInput {
    /** Types that hold themselves may nest so deeply. */
    private static final int DEEPEST = 200;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;
    private int depth;

    void reset(byte[] record, int start) {
        bytes = record;
        at = start;
        depth = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    /** Back to where it has been before. */
    void goTo(int place) {
        at = place;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    /** An int or a long. */
    long number() throws BadEventException {
        if (at < bytes.length && bytes[at] >= 0) {
            long only = bytes[at++];
            return (only >>> 1) ^ -(only & 1);
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < bytes.length; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("a number does not end");
    }

    void skipNumber() throws BadEventException {
        for (int i = 0; i < 10 && at < bytes.length; i++) {
            if (bytes[at++] >= 0) {
                return;
            }
        }
        throw malformed("a number does not end");
    }

    /** The place of a union's branch or of an enum's symbol, less than {@code count}. */
    int place(int count) throws BadEventException {
        long place = number();
        if (place < 0 || place >= count) {
            throw malformed("place " + place + " of " + count + " branches or symbols");
        }
        return (int) place;
    }

    /** Passes over so many bytes; returns where they begin. */
    int take(long length) throws BadEventException {
        if (length < 0 || length > bytes.length - at) {
            throw malformed("a length of " + length + " with " + (bytes.length - at) + " bytes left");
        }
        int start = at;
        at += (int) length;
        return start;
    }

    /** Passes over bytes or a string; returns where they begin; they end {@link #at()} it stands then. */
    int block() throws BadEventException {
        return take(number());
    }

    boolean bool() throws BadEventException {
        byte value = bytes[take(1)];
        if ((value & ~1) != 0) {
            throw malformed("a boolean of " + value);
        }
        return value == 1;
    }

    float real32() throws BadEventException {
        return Float.intBitsToFloat((int) INTS.get(bytes, take(Float.BYTES)));
    }

    double real64() throws BadEventException {
        return Double.longBitsToDouble((long) LONGS.get(bytes, take(Double.BYTES)));
    }

    /** Items in the next block of an array or map, 0 at its end; where the block is to be skipped as a whole, that may be done here. */
    long items(boolean skip) throws BadEventException {
        while (true) {
            long count = number();
            if (count >= 0) {
                return count;
            }
            long size = number();
            if (!skip) {
                return negated(count);
            }
            take(size);
        }
    }

    private static long negated(long count) throws BadEventException {
        if (count == Long.MIN_VALUE) {
            throw malformed("a block of " + count + " items");
        }
        return -count;
    }

    void enter() throws BadEventException {
        depth++;
        if (depth > DEEPEST) {
            throw malformed("it nests more than " + DEEPEST + " levels deep");
        }
    }

    void leave() {
        depth--;
    }

    static BadEventException malformed(String what) {
        return new BadEventException(Reason.INVALID_AVRO, "the record is not Avro of its schema: " + what);
    }
}
