package dev.switchback.embedded.chdb.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A growing text in native memory, read from a request without a second copy on the heap. Not thread-safe, and closed by the thread that made it. */
final class NativeText implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final long limit;
    private Arena arena = Arena.ofConfined();
    private MemorySegment memory;
    private long length;

    /** An empty text that refuses to grow beyond so many bytes. */
    NativeText(long expected, long limit) {
        this.limit = limit;
        this.memory = arena.allocate(Math.max(1 << 12, Math.min(expected, limit)));
    }

    void append(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        append(bytes, bytes.length);
    }

    void append(InputStream input) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = input.read(chunk); count >= 0; count = input.read(chunk)) {
            append(chunk, count);
        }
    }

    private void append(byte[] bytes, int count) throws IOException {
        if (length + count > limit) {
            throw new IOException("the request is larger than " + (limit >> 20) + " MiB");
        }
        if (length + count > memory.byteSize()) {
            grow(length + count);
        }
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, length, count);
        length += count;
    }

    private void grow(long needed) {
        Arena larger = Arena.ofConfined();
        MemorySegment copy = larger.allocate(Math.max(needed, memory.byteSize() * 2));
        MemorySegment.copy(memory, 0, copy, 0, length);
        arena.close();
        arena = larger;
        memory = copy;
    }

    MemorySegment segment() {
        return memory.asSlice(0, length);
    }

    /** The text, one character per byte: all that matters to the scanner is ASCII. */
    CharSequence bytesAsCharacters() {
        return new Latin(memory, 0, (int) Math.min(Integer.MAX_VALUE, length));
    }

    @Override
    public void close() {
        arena.close();
    }

    private record Latin(MemorySegment bytes, int from, int length) implements CharSequence {
        @Override
        public char charAt(int index) {
            return (char) (bytes.get(ValueLayout.JAVA_BYTE, from + index) & 0xff);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Latin(bytes, from + start, end - start);
        }

        @Override
        public String toString() {
            byte[] copy = new byte[length];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, copy, 0, length);
            return new String(copy, StandardCharsets.ISO_8859_1);
        }
    }
}
