package dev.switchback.views;

import org.jspecify.annotations.Nullable;

/**
 * A store answered that it will not serve us as it is configured: a right is missing, a password is wrong, it is read-only. The message names
 * what is missing and what to do. Trying again works once somebody has done that.
 */
public final class StoreDeniedException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    public StoreDeniedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
