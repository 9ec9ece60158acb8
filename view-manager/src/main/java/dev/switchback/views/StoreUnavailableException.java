package dev.switchback.views;

/** A store (PostgreSQL, ClickHouse, Redis, Kafka) could not be reached or did not answer in time. Trying again later may work. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
