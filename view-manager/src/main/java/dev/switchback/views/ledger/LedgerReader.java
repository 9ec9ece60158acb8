package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;
import java.util.Map;

/** What tables hold of a version. Thread-safe. */
@FunctionalInterface
public interface LedgerReader {
    /**
     * All rows of a version by partition; empty for a version without any.
     *
     * @throws dev.switchback.views.StoreUnavailableException while the store cannot be reached
     */
    Map<Integer, LedgerEntry> read(VersionId version);
}
