package dev.switchback.processor.live;

import dev.switchback.views.live.LiveKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The script that keeps sessions in a shard. Thread-safe. Repeating a call is harmless. Throws
 * {@link dev.switchback.views.StoreUnavailableException} while Redis cannot be reached.
 */
public interface SessionScript {
    /** What it is to do. */
    enum Operation {
        /** To see whether the shard has what was acknowledged; one that never had anything begins here. */
        LOOK,
        /** To take away what the shard has of a partition. */
        WIPE,
        APPLY,
        /** To apply to a shard that is not whole yet. */
        REBUILD
    }

    /** What came of it. */
    enum Result {
        DONE,
        /** There is more to take away. */
        MORE,
        /** An owner with a later position was here. */
        STALE,
        /** The shard does not have what was acknowledged. */
        LOST
    }

    /** @param arguments those of the script after the operation */
    Result run(LiveKeys keys, Operation operation, List<String> arguments);

    /** The words of an operation and its arguments. */
    static String[] words(Operation operation, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(operation.name().toLowerCase(Locale.ROOT));
        words.addAll(arguments);
        return words.toArray(String[]::new);
    }
}
