package dev.switchback.embedded.chdb.host;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** The database in this process, with a bounded number of connections that run statements side by side. Thread-safe. */
@SuppressWarnings("restricted") // The library is C: its pointers have no sizes.
public final class Chdb implements AutoCloseable {
    private final ChdbLibrary library;
    private final List<String> arguments;
    private final Semaphore permits;
    private final int connections;
    private final ConcurrentLinkedDeque<ChdbConnection> idle = new ConcurrentLinkedDeque<>();

    /** Closing the last connection would stop the engine, so this one stays. */
    private final ChdbConnection keeper;

    private Chdb(ChdbLibrary library, List<String> arguments, int connections) {
        this.library = library;
        this.arguments = arguments;
        this.connections = connections;
        this.permits = new Semaphore(connections, true);
        this.keeper = connect();
    }

    /**
     * Loads the library and opens the data.
     *
     * @param connections how many statements may run at the same time; further ones wait
     * @throws ClickHouseError if the data cannot be opened
     */
    public static Chdb open(Path libraryFile, Path data, Path configuration, int connections) {
        return new Chdb(
                new ChdbLibrary(libraryFile),
                List.of("clickhouse", "--path=" + data, "--config-file=" + configuration),
                connections);
    }

    /** Receives a result while it lasts. */
    public interface Receiver {
        /** A result that is there as a whole. */
        void whole(ChdbResult result) throws IOException;

        /** The next part of a result that did not fit into one. */
        void part(ChdbResult part) throws IOException;

        /** No part follows. */
        void end() throws IOException;
    }

    /**
     * Runs a statement whole, then hands its result over.
     *
     * @param leavesState whether the statement may change its session, which is then not used again
     * @throws ClickHouseError if the database refuses it
     */
    public void run(Statement statement, boolean leavesState, Receiver receiver) throws IOException {
        onConnection(leavesState, statement, connection -> {
            try (ChdbResult result = connection.run(statement)) {
                receiver.whole(result);
            }
        });
    }

    /** Runs a query and hands its result over part by part, in bounded memory. A result of one part is whole. */
    public void stream(Statement statement, Receiver receiver) throws IOException {
        onConnection(false, statement, connection -> new ResultStream(connection, statement).handTo(receiver));
    }

    private interface Work {
        void on(ChdbConnection connection) throws IOException;
    }

    private void onConnection(boolean leavesState, Statement statement, Work work) throws IOException {
        permits.acquireUninterruptibly();
        try {
            ChdbConnection pooled = idle.pollFirst();
            ChdbConnection connection = pooled == null ? connect() : pooled;
            boolean sound = false;
            try {
                connection.prepare(statement);
                work.on(connection);
                // After an error in the middle of a stream, the library has answered the next statement with rubbish.
                sound = true;
            } finally {
                if (sound && !leavesState) {
                    idle.addFirst(connection);
                } else {
                    connection.close();
                }
            }
        } finally {
            permits.release();
        }
    }

    private ChdbConnection connect() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ADDRESS, arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                values.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            MemorySegment handle = (MemorySegment) library.connect.invokeExact(arguments.size(), values);
            if (handle.address() == 0) {
                throw new ClickHouseError(1001, "STD_EXCEPTION", "The library cannot open " + arguments.get(1));
            }
            return new ChdbConnection(library, handle.reinterpret(ADDRESS.byteSize()));
        } catch (ClickHouseError e) {
            throw e;
        } catch (Throwable e) {
            throw ChdbLibrary.failed(e);
        }
    }

    /** Waits for running statements, then closes the data. */
    @Override
    public void close() {
        permits.acquireUninterruptibly(connections);
        for (ChdbConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.close();
        }
        keeper.close();
    }
}
