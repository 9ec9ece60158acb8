package dev.switchback.views.reader;

import java.util.List;
import java.util.UUID;

/**
 * The query servers' side of removing versions (promise P9, ADR 118). Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface ReaderBoard {
    /**
     * Says which versions the server reads now and how it answered lately, and reads which versions it must begin no query on.
     *
     * @param running of every version that has queries running
     * @param figures how the server answered lately, per pipeline
     */
    List<Drain> report(UUID server, List<RunningReads> running, List<EpochFigures> figures);

    /** The server runs no query on these versions, and begins none while the drain stands. A drain that is over is passed over. */
    void acknowledge(UUID server, List<Drain> drains);
}
