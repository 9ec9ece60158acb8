package dev.switchback.views.reader;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The controller's side of removing versions (promise P9, ADR 118). Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} while the store cannot be reached.
 */
public interface Drains {
    /**
     * Asks every query server to begin no query on the version and to say when it runs none. Repeatable.
     *
     * @param version in a slot that cannot be read: a server that comes later goes by that
     */
    void begin(VersionId version);

    /** Servers whose lease runs and which have not said that they run no query on the version; empty where nothing was begun. */
    Set<UUID> awaited(VersionId version);

    /** The version is removed. Repeatable. */
    void end(VersionId version);

    /** What is being waited for in a pipeline. */
    List<Draining> of(String pipeline);

    /** @param awaited servers that have not answered yet */
    record Draining(int version, Duration age, List<Awaited> awaited) {}

    /**
     * @param queries that the server last said it runs over the version
     * @param oldest for how long the oldest of them has run, as of that report
     */
    record Awaited(UUID server, int queries, Duration oldest) {}
}
