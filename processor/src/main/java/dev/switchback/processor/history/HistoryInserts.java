package dev.switchback.processor.history;

/** Where batches go. Thread-safe. */
public interface HistoryInserts {
    /**
     * Inserts rows as one block, and returns when they are durable. Rows with a token that the table remembers are dropped, which counts as done.
     *
     * @param partition whose rows they are; rows of one partition stay together, as long as the version lives
     * @param token identity of the rows; equal tokens mean equal rows
     * @throws dev.switchback.views.StoreUnavailableException if the outcome is unknown; trying again with the same token is safe
     * @throws dev.switchback.views.StoreException if the store refuses the rows, so that trying again cannot help
     */
    void insert(InsertTarget target, RowBinary rows, int partition, String token);
}
