package dev.switchback.views.functions;

import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The durable store of jars. Content is kept by its hash and never changes or goes; a name points at the content uploaded last, and a
 * version at the contents that it was registered with. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface JarStore {
    /** Points the name at this content. */
    Stored put(String pipeline, FunctionJar jar);

    /** What the names of a pipeline point at, by name. */
    List<Stored> list(String pipeline);

    /** The contents that the names point at now; names that nothing was uploaded under are missing. */
    Map<String, FunctionJar> newest(String pipeline, Collection<String> names);

    /** The contents that a version was registered with, by the names that its manifest has for them. */
    Map<String, FunctionJar> of(VersionId version);

    /**
     * A name and what it points at.
     *
     * @param sha256 64 hexadecimal digits
     * @param size in bytes
     * @param uploadedAt when the name was pointed at this content
     * @param changed whether the name was new or pointed at other content before; always false in a list
     */
    record Stored(String name, String sha256, long size, Instant uploadedAt, boolean changed) {}
}
