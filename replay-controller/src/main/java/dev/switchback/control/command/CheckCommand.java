package dev.switchback.control.command;

import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Starts checks: a version's manifest is replayed once more and compared with the version (ADR 138). Thread-safe. */
public final class CheckCommand {
    private final Lookup lookup;
    private final VersionCatalog catalog;
    private final ReplayStore store;
    private final ReplayCommands replays;

    public CheckCommand(Lookup lookup, VersionCatalog catalog, ReplayStore store, ReplayCommands replays) {
        this.lookup = lookup;
        this.catalog = catalog;
        this.store = store;
        this.replays = replays;
    }

    /**
     * Requests a check. The same idempotency key with the same request gives the replay it gave before.
     *
     * @param number of the version; empty: the active one
     * @param request without the version that it checks
     * @throws ControlException where the version is not fresh and running, cannot be compared, or is being checked already
     */
    public Replay request(String pipeline, OptionalInt number, ReplayRequest request, Optional<String> idempotencyKey) {
        RegisteredVersion version = version(pipeline, number);
        ReplayRequest asked = request.checking(version.id().number());
        Optional<Replay> earlier = idempotencyKey.flatMap(key -> store.byKey(pipeline, key));
        if (earlier.isPresent()) {
            return ReplayCommands.repeated(earlier.get(), earlier.get().version(), asked);
        }
        requireBuilt(version);
        return replays.request(catalog.registerCheck(version.id()).id(), asked, idempotencyKey);
    }

    private RegisteredVersion version(String pipeline, OptionalInt number) {
        if (number.isPresent()) {
            return lookup.version(new VersionId(pipeline, number.getAsInt()));
        }
        return lookup.versions(pipeline).stream()
                .filter(version -> version.slot() == Slot.ACTIVE)
                .findFirst()
                .orElseThrow(() -> new ControlException(
                        ErrorCode.VERSION_NOT_READY, "No version is active; name the one to be checked."));
    }

    private void requireBuilt(RegisteredVersion version) {
        if (version.checkOf().isPresent()) {
            throw Lookup.checkOnly(version);
        }
        boolean built = switch (version.slot()) {
            case ACTIVE, STANDBY -> true;
            case SHADOW ->
                store.newest(version.id())
                        .filter(replay -> replay.state() == ReplayState.READY)
                        .isPresent();
            case REGISTERED, RETIRED, UNKNOWN -> false;
        };
        if (!built) {
            throw new ControlException(
                    ErrorCode.VERSION_NOT_READY,
                    "The version " + version.id().number() + " is "
                            + version.slot().word() + " and not ready; only a built one can be checked.",
                    Map.of("version", version.id().number()));
        }
    }
}
