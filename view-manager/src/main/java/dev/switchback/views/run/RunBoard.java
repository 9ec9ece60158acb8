package dev.switchback.views.run;

import dev.switchback.views.VersionId;
import java.util.List;

/**
 * The board on which the controller puts its orders and the processors their reports. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface RunBoard {
    /** The order for a version; {@link RunOrder#FULL_SPEED} where none was given. */
    RunOrder order(VersionId version);

    void give(VersionId version, RunOrder order);

    void report(ProcessorReport report);

    /** The newest report of every instance that reported within the last minute. */
    List<ProcessorReport> reports(VersionId version);

    /** Removes the version's orders, those for mirrored reads and instances too, and reports. */
    void drop(VersionId version);
}
