package dev.switchback.control.command;

import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds what a request names, or says that it does not exist. Thread-safe. */
public final class Lookup {
    private final VersionCatalog catalog;
    private final ReplayStore replays;

    public Lookup(VersionCatalog catalog, ReplayStore replays) {
        this.catalog = catalog;
        this.replays = replays;
    }

    /** All versions of a pipeline that exists, retired ones included. */
    public List<RegisteredVersion> versions(String pipeline) {
        List<RegisteredVersion> versions = catalog.versions(pipeline);
        if (versions.isEmpty()) {
            throw new ControlException(
                    ErrorCode.PIPELINE_NOT_FOUND,
                    "There is no pipeline " + pipeline + "; it is made by registering its first version.");
        }
        return versions;
    }

    public RegisteredVersion version(VersionId id) {
        List<RegisteredVersion> versions = versions(id.pipeline());
        return versions.stream()
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ControlException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "The pipeline " + id.pipeline() + " has no version " + id.number() + "; its versions are "
                                + versions.stream()
                                        .map(version -> version.id().number())
                                        .toList()
                                + "."));
    }

    /** That a version is there for a check only. */
    static ControlException checkOnly(RegisteredVersion version) {
        return new ControlException(
                ErrorCode.CHECK_ONLY,
                "The version " + version.id().number() + " only repeats version "
                        + version.checkOf().orElseThrow()
                        + " to be compared with it; it is removed afterwards and never answers queries.",
                Map.of("check_of", version.checkOf().orElseThrow()));
    }

    public Replay replay(String pipeline, UUID id) {
        versions(pipeline);
        return replays.find(id)
                .filter(replay -> replay.version().pipeline().equals(pipeline))
                .orElseThrow(() -> new ControlException(
                        ErrorCode.REPLAY_NOT_FOUND, "The pipeline " + pipeline + " has no replay " + id + "."));
    }
}
