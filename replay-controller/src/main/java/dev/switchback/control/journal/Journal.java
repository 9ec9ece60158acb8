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

    /** Entries that belong to no pipeline, after the given id, oldest first. */
    List<JournalEntry> system(long id, int limit);

    default void write(String pipeline, Optional<UUID> replay, String actor, String action, Map<String, ?> detail) {
        write(Optional.of(pipeline), replay, actor, action, detail);
    }

    /** @param pipeline empty: the decision belongs to none */
    void write(Optional<String> pipeline, Optional<UUID> replay, String actor, String action, Map<String, ?> detail);
}
