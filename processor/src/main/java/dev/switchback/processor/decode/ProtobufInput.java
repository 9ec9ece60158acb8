package dev.switchback.processor.decode;

import dev.switchback.processor.decode.BadEventException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of one record in Protobuf's wire format (protobuf.dev, "Encoding"), read from front to back. Not thread-safe. */
final class ProtobufInput {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    private static final int TYPE_BITS = 3;
    private static final int DEEPEST = 100;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private long record;

    /** Begins another record. */
    void reset(byte[] value, int start) {
        bytes = value;
        at = start;
        end = value.length;
        record++;
    }

    /** Counts the records, so that readers know what they remember of the one before. */
    long record() {
        return record;
    }

    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    /** Where what is read now ends. */
    int end() {
        return end;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** Goes into the next {@code length} bytes; returns where what is around them ends, for {@link #leave}. */
    int enter(long length) throws BadEventException {
        if (length < 0 || length > end - at) {
            throw malformed("a length of " + length + " with " + (end - at) + " bytes left");
        }
        int outer = end;
        end = at + (int) length;
        return outer;
    }

    void leave(int outer) {
        at = end;
        end = outer;
    }

    /** Back to where it has been. */
    void goTo(int place) {
        at = place;
    }

    static int type(int tag) {
        return tag & ((1 << TYPE_BITS) - 1);
    }

    static int number(int tag) {
        return tag >>> TYPE_BITS;
    }

    /** A field's number and type. */
    int tag() throws BadEventException {
        int tag = (int) varint();
        if (number(tag) == 0) {
            throw malformed("a field of number 0");
        }
        return tag;
    }

    long varint() throws BadEventException {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number does not end");
    }

    /** A number as sint64 writes it, and the registry's message indexes. */
    long zigzag() throws BadEventException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    int fixed32() throws BadEventException {
        return (int) INTS.get(bytes, take(Integer.BYTES));
    }

    long fixed64() throws BadEventException {
        return (long) LONGS.get(bytes, take(Long.BYTES));
    }

    /** Passes over so many bytes; returns where they begin. */
    int take(long length) throws BadEventException {
        if (length < 0 || length > end - at) {
            throw malformed("a length of " + length + " with " + (end - at) + " bytes left");
        }
        int start = at;
        at += (int) length;
        return start;
    }

    /** Passes over a field's value. */
    void skip(int tag) throws BadEventException {
        skip(tag, 0);
    }

    private void skip(int tag, int depth) throws BadEventException {
        switch (type(tag)) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case LENGTH -> take(varint());
            case FIXED32 -> take(Integer.BYTES);
            case START_GROUP -> skipGroup(number(tag), depth + 1);
            default -> throw malformed("field " + number(tag) + " of wire type " + type(tag));
        }
    }

    private void skipGroup(int number, int depth) throws BadEventException {
        if (depth > DEEPEST) {
            throw malformed("groups nest more than " + DEEPEST + " levels deep");
        }
        while (at < end) {
            int tag = tag();
            if (type(tag) == END_GROUP && number(tag) == number) {
                return;
            }
            skip(tag, depth);
        }
        throw malformed("a group does not end");
    }

    static BadEventException malformed(String what) {
        return new BadEventException(Reason.INVALID_PROTOBUF, "the record is not Protobuf: " + what);
    }
}
