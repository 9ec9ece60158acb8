package dev.switchback.control.step;

import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.planning.VersionPlanner;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Plans of registered versions, each made once. Thread-safe. */
public final class Plans {
    private final VersionCatalog catalog;
    private final VersionPlanner planner;
    private final Map<VersionId, PipelinePlan> plans = new ConcurrentHashMap<>();

    public Plans(VersionCatalog catalog, VersionPlanner planner) {
        this.catalog = catalog;
        this.planner = planner;
    }

    /**
     * The version as the catalog holds it now, with its plan.
     *
     * @throws IllegalStateException where there is no such version, a {@link NotUnderstoodException} where this build does not understand it
     */
    public Planned of(VersionId id) {
        RegisteredVersion version =
                catalog.find(id).orElseThrow(() -> new IllegalStateException("the catalog has no " + id));
        return of(version);
    }

    /** @throws NotUnderstoodException where this build does not understand the version's manifest */
    public Planned of(RegisteredVersion version) {
        return new Planned(version, plans.computeIfAbsent(version.id(), key -> plan(version)));
    }

    /** The same; empty where a newer build has registered what this one does not understand. */
    public Optional<Planned> understood(RegisteredVersion version) {
        try {
            return Optional.of(of(version));
        } catch (NotUnderstoodException e) {
            return Optional.empty();
        }
    }

    private PipelinePlan plan(RegisteredVersion version) {
        try {
            return planner.plan(version);
        } catch (ManifestException e) {
            throw new NotUnderstoodException(
                    "the manifest of " + version.id() + " is refused by this release: " + e.getMessage(), e);
        }
    }

    /** A version and what its manifest means. */
    public record Planned(RegisteredVersion version, PipelinePlan plan) {
        public VersionId id() {
            return version.id();
        }

        public String topic() {
            return plan.source().topic();
        }
    }
}
