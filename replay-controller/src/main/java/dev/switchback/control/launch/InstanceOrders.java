package dev.switchback.control.launch;

import dev.switchback.views.VersionId;
import java.util.OptionalInt;

/**
 * How many instances operators ordered of versions. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the
 * store cannot be reached.
 */
public interface InstanceOrders {
    /** Empty: nobody ordered a number. */
    OptionalInt of(VersionId version);

    /**
     * Orders a number, and journals it in the same transaction.
     *
     * @param instances empty: whatever the replay's request or the default says
     */
    void order(VersionId version, OptionalInt instances, String actor);
}
