package dev.switchback.embedded.chdb.host;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A result in the library's memory, or a part of one; not thread-safe. */
@SuppressWarnings("restricted") // The library is C: its pointers have no sizes.
public final class ChdbResult implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final ChdbLibrary library;
    private final MemorySegment handle;

    ChdbResult(ChdbLibrary library, MemorySegment handle) {
        this.library = library;
        this.handle = handle;
    }

    /** Size of the formatted rows in bytes. */
    public long length() {
        return library.count(library.length, handle);
    }

    /** Rows in this result. */
    public long resultRows() {
        return library.count(library.rowsRead, handle);
    }

    public long readRows() {
        return library.count(library.storageRowsRead, handle);
    }

    public long readBytes() {
        return library.count(library.storageBytesRead, handle);
    }

    public long writtenRows() {
        return library.count(library.rowsWritten, handle);
    }

    public long writtenBytes() {
        return library.count(library.bytesWritten, handle);
    }

    /** Writes the formatted rows. */
    public void writeTo(OutputStream output) throws IOException {
        long size = length();
        if (size == 0) {
            return;
        }
        MemorySegment bytes = library.pointer(library.buffer, handle).reinterpret(size);
        byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
        for (long at = 0; at < size; at += chunk.length) {
            int count = (int) Math.min(chunk.length, size - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
            output.write(chunk, 0, count);
        }
    }

    @Override
    public void close() {
        try {
            library.destroy.invokeExact(handle);
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }
}
