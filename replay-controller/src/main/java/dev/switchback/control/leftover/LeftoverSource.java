package dev.switchback.control.leftover;

import java.util.List;

/**
 * One store's way to find what versions have in it, by name. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface LeftoverSource {
    /** Everything that versions have in this store, of whatever pipeline; what is a leftover of it is decided elsewhere. */
    List<Leftover> belongings();

    /**
     * Removes one of them; what is gone already is no error.
     *
     * @return whether it is gone; if not, something still uses it
     */
    boolean remove(Leftover leftover);
}
