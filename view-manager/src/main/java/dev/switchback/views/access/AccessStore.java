package dev.switchback.views.access;

/** Where tokens are kept. Thread-safe. Throws {@link dev.switchback.views.StoreUnavailableException} while it cannot be reached. */
@FunctionalInterface
public interface AccessStore {
    AccessRules read();
}
