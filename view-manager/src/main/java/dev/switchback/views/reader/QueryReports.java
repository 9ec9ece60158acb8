package dev.switchback.views.reader;

/** What query servers measure, for the controller. Thread-safe. Throws {@link dev.switchback.views.StoreUnavailableException} while it cannot be reached. */
@FunctionalInterface
public interface QueryReports {
    /** How the servers whose lease runs answered the queries of an epoch within the last minute. */
    ServedQueries served(String pipeline, long epoch);
}
