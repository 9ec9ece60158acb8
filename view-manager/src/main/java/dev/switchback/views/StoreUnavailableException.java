package dev.switchback.views;

import org.jspecify.annotations.Nullable;

/** A store (PostgreSQL, ClickHouse, Redis, Kafka) could not be reached or did not answer in time. Trying again later may work. */
public sealed class StoreUnavailableException extends RuntimeException permits StoreDeniedException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
