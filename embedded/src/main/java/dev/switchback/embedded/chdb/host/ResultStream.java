package dev.switchback.embedded.chdb.host;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** One result that comes in parts, each formatted by itself. */
final class ResultStream {
    private final ChdbConnection connection;
    private final Statement statement;

    ResultStream(ChdbConnection connection, Statement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    /** Looks one part ahead: only so it is known whether the first part is already the whole result. */
    void handTo(Chdb.Receiver receiver) throws IOException {
        MemorySegment stream = connection.startStream(statement);
        boolean ended = false;
        try {
            ChdbResult part = connection.fetch(stream);
            try {
                if (isEnd(part)) {
                    ended = true;
                    receiver.whole(part);
                    return;
                }
                ChdbResult next = connection.fetch(stream);
                if (isEnd(next)) {
                    next.close();
                    ended = true;
                    receiver.whole(part);
                    return;
                }
                while (true) {
                    receiver.part(part);
                    part.close();
                    part = next;
                    next = connection.fetch(stream);
                    if (isEnd(next)) {
                        next.close();
                        ended = true;
                        receiver.part(part);
                        receiver.end();
                        return;
                    }
                }
            } finally {
                part.close();
            }
        } finally {
            connection.endStream(stream, ended);
        }
    }

    private static boolean isEnd(ChdbResult part) {
        return part.length() == 0 && part.resultRows() == 0;
    }
}
