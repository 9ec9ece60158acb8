package dev.switchback.embedded.chdb.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The C functions of {@code libchdb.so} that are used here ({@code programs/local/chdb.h} of chDB). Thread-safe. */
@SuppressWarnings("restricted") // The library is C: its pointers have no sizes.
final class ChdbLibrary {
    private final SymbolLookup symbols;
    private final Linker linker = Linker.nativeLinker();

    final MethodHandle connect;
    final MethodHandle close;
    final MethodHandle query;
    final MethodHandle streamQuery;
    final MethodHandle fetch;
    final MethodHandle cancel;
    final MethodHandle destroy;
    final MethodHandle error;
    final MethodHandle buffer;
    final MethodHandle length;
    final MethodHandle rowsRead;
    final MethodHandle storageRowsRead;
    final MethodHandle storageBytesRead;
    final MethodHandle rowsWritten;
    final MethodHandle bytesWritten;

    /** Loads the library for the life of this JVM and keeps it from taking the JVM's signal handlers. */
    ChdbLibrary(Path file) {
        symbols = SymbolLookup.libraryLookup(file, Arena.global());
        FunctionDescriptor queryShape = FunctionDescriptor.of(
                ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                JAVA_LONG);
        FunctionDescriptor counter = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
        FunctionDescriptor pointer = FunctionDescriptor.of(ADDRESS, ADDRESS);
        connect = function("chdb_connect", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
        close = function("chdb_close_conn", FunctionDescriptor.ofVoid(ADDRESS));
        query = function("chdb_query_with_params_n", queryShape);
        streamQuery = function("chdb_stream_query_with_params_n", queryShape);
        fetch = function("chdb_stream_fetch_result", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        cancel = function("chdb_stream_cancel_query", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        destroy = function("chdb_destroy_query_result", FunctionDescriptor.ofVoid(ADDRESS));
        error = function("chdb_result_error", pointer);
        buffer = function("chdb_result_buffer", pointer);
        length = function("chdb_result_length", counter);
        rowsRead = function("chdb_result_rows_read", counter);
        storageRowsRead = function("chdb_result_storage_rows_read", counter);
        storageBytesRead = function("chdb_result_storage_bytes_read", counter);
        rowsWritten = function("chdb_result_rows_written", counter);
        bytesWritten = function("chdb_result_bytes_written", counter);
        keepSignalHandlers();
    }

    private MethodHandle function(String name, FunctionDescriptor shape) {
        return linker.downcallHandle(
                symbols.find(name).orElseThrow(() -> new IllegalStateException("the library lacks " + name)), shape);
    }

    private void keepSignalHandlers() {
        try {
            function("chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT))
                    .invokeExact(0);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    long count(MethodHandle counter, MemorySegment result) {
        try {
            return (long) counter.invokeExact(result);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    MemorySegment pointer(MethodHandle accessor, MemorySegment result) {
        try {
            return (MemorySegment) accessor.invokeExact(result);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** What a foreign call throws is a defect here, never a state of the database. */
    static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("a call into the library failed", cause);
    }
}
