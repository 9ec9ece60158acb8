package dev.switchback.embedded.chdb.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One connection: a session with its database and settings, running one statement at a time. Not thread-safe. */
@SuppressWarnings("restricted") // The library is C: its pointers have no sizes.
final class ChdbConnection implements AutoCloseable {
    private final ChdbLibrary library;
    private final MemorySegment handle;
    private final SessionState state = new SessionState();

    ChdbConnection(ChdbLibrary library, MemorySegment handle) {
        this.library = library;
        this.handle = handle;
    }

    /** Makes the session what the statement asks for; only what differs from the statement before is said. */
    void prepare(Statement statement) {
        for (String command : state.commandsTowards(statement.database(), statement.settings())) {
            try (Arena arena = Arena.ofConfined()) {
                checked(call(library.query, utf8(arena, command), "TabSeparated", Map.of(), arena))
                        .close();
            }
        }
        state.reached(statement.database(), statement.settings());
    }

    /** Runs a statement whole; its result must be closed. */
    ChdbResult run(Statement statement) {
        try (Arena arena = Arena.ofConfined()) {
            return checked(call(library.query, statement.text(), statement.format(), statement.parameters(), arena));
        }
    }

    /** Starts a statement whose result is fetched part by part. */
    MemorySegment startStream(Statement statement) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stream =
                    call(library.streamQuery, statement.text(), statement.format(), statement.parameters(), arena);
            requireNoError(stream);
            return stream;
        }
    }

    /** The next part; of length 0 at the end. */
    ChdbResult fetch(MemorySegment stream) {
        try {
            return checked((MemorySegment) library.fetch.invokeExact(connection(), stream));
        } catch (ClickHouseError e) {
            throw e;
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }

    /** Frees a stream; one that has not ended is cancelled. */
    void endStream(MemorySegment stream, boolean ended) {
        try {
            if (!ended) {
                library.cancel.invokeExact(connection(), stream);
            }
            library.destroy.invokeExact(stream);
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }

    private MemorySegment call(
            MethodHandle function, MemorySegment text, String format, Map<String, String> parameters, Arena arena) {
        MemorySegment formatName = utf8(arena, format);
        Arrays names = Arrays.of(parameters.keySet(), arena);
        Arrays values = Arrays.of(names.sources().stream().map(parameters::get).toList(), arena);
        try {
            return (MemorySegment) function.invokeExact(
                    connection(),
                    text,
                    text.byteSize(),
                    formatName,
                    formatName.byteSize(),
                    names.pointers(),
                    names.lengths(),
                    values.pointers(),
                    values.lengths(),
                    (long) parameters.size());
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }

    private MemorySegment connection() {
        return handle.get(ADDRESS, 0);
    }

    private ChdbResult checked(MemorySegment result) {
        requireNoError(result);
        return new ChdbResult(library, result);
    }

    private void requireNoError(MemorySegment result) {
        if (result.address() == 0) {
            throw new ClickHouseError(1001, "STD_EXCEPTION", "The library returned no result.");
        }
        MemorySegment error = library.pointer(library.error, result);
        if (error.address() != 0) {
            String message = error.reinterpret(Long.MAX_VALUE).getString(0);
            new ChdbResult(library, result).close();
            throw ClickHouseError.of(message);
        }
    }

    static MemorySegment utf8(Arena arena, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // An empty segment still needs an address that the library may take a string from.
        MemorySegment segment = arena.allocate(Math.max(1, bytes.length)).asSlice(0, bytes.length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return segment;
    }

    @Override
    public void close() {
        try {
            library.close.invokeExact(handle);
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }

    /** Strings as C wants them: an array of pointers and an array of lengths. */
    private record Arrays(java.util.List<String> sources, MemorySegment pointers, MemorySegment lengths) {
        static Arrays of(java.util.Collection<String> strings, Arena arena) {
            java.util.List<String> sources = java.util.List.copyOf(strings);
            MemorySegment pointers = arena.allocate(ADDRESS, Math.max(1, sources.size()));
            MemorySegment lengths = arena.allocate(JAVA_LONG, Math.max(1, sources.size()));
            for (int i = 0; i < sources.size(); i++) {
                MemorySegment text = utf8(arena, sources.get(i));
                pointers.setAtIndex(ADDRESS, i, text);
                lengths.setAtIndex(JAVA_LONG, i, text.byteSize());
            }
            return new Arrays(sources, pointers, lengths);
        }
    }
}
