package dev.switchback.control.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The journal. Transitions write their entries themselves, in their own transactions; this is for reading, and for what goes with no
 * transition. Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface Journal {
    /** Entries of a pipeline after the given id, oldest first. */
    List<JournalEntry> after(String pipeline, long id, int limit);

    /** Id of a pipeline's newest entry; 0 where it has none. */
    long newest(String pipeline);

    void write(String pipeline, Optional<UUID> replay, String actor, String action, Map<String, ?> detail);
}
