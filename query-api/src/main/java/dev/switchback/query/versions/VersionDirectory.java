package dev.switchback.query.versions;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Plans of versions, kept for good, and slots of versions, kept for {@link #SLOTS_KEPT}. Thread-safe. Methods throw
 * {@link dev.switchback.views.StoreUnavailableException} where they must ask PostgreSQL and it does not answer.
 */
public final class VersionDirectory {
    private static final Duration SLOTS_KEPT = Duration.ofMillis(500);
    private static final Set<Slot> READABLE = EnumSet.of(Slot.SHADOW, Slot.ACTIVE, Slot.STANDBY);

    private final VersionCatalog catalog;
    private final PlanSource plans;
    private final Supplier<Moment> moment;
    private final Map<VersionId, PlannedVersion> planned = new ConcurrentHashMap<>();
    private final Map<String, Slots> slots = new ConcurrentHashMap<>();

    /** @param moment what slots may be kept for: where it has changed since they were read, they are read again */
    public VersionDirectory(VersionCatalog catalog, PlanSource plans, Supplier<Moment> moment) {
        this.catalog = catalog;
        this.plans = plans;
        this.moment = moment;
    }

    /** @throws ProblemException {@link ProblemCode#UNKNOWN_VERSION} */
    public PlannedVersion planned(VersionId id) {
        // Planned outside the map's lock: two queries may both plan a new version, and neither waits for another
        // version's plan.
        PlannedVersion known = planned.get(id);
        if (known != null) {
            return known;
        }
        RegisteredVersion version = catalog.find(id).orElseThrow(() -> unknown(id));
        PlannedVersion made = new PlannedVersion(id, plans.plan(version), version.liveShards());
        planned.put(id, made);
        return made;
    }

    /**
     * A version that the caller pinned.
     *
     * @throws ProblemException {@link ProblemCode#UNKNOWN_VERSION} unless it has tables, listing those that have
     */
    public PlannedVersion pinned(VersionId id) {
        boolean readable = versions(id.pipeline()).stream()
                .anyMatch(version -> version.id().equals(id) && READABLE.contains(version.slot()));
        if (!readable) {
            throw unknown(id);
        }
        return planned(id);
    }

    /** Whether the version is active or on standby, as the catalog says now. */
    boolean answersOrStandsBy(VersionId id) {
        return catalog.find(id)
                .filter(version -> version.slot() == Slot.ACTIVE || version.slot() == Slot.STANDBY)
                .isPresent();
    }

    ProblemException unknown(VersionId id) {
        return ProblemException.unknown(
                ProblemCode.UNKNOWN_VERSION,
                id + " cannot be read: it is not registered, not built yet, or retired",
                versions(id.pipeline()).stream()
                        .filter(version -> READABLE.contains(version.slot()))
                        .map(version -> Integer.toString(version.id().number()))
                        .toList());
    }

    /** Whether versions are registered under this name. */
    public boolean exists(String pipeline) {
        return !versions(pipeline).isEmpty();
    }

    public ProblemException unknownPipeline() {
        return ProblemException.unknown(
                ProblemCode.UNKNOWN_PIPELINE, "there is no pipeline of that name", catalog.pipelines());
    }

    private List<RegisteredVersion> versions(String pipeline) {
        Slots known = slots.get(pipeline);
        Moment current = moment.get();
        long now = System.nanoTime();
        if (known != null && known.moment().equals(current) && now - known.readAt() < SLOTS_KEPT.toNanos()) {
            return known.versions();
        }
        List<RegisteredVersion> versions = catalog.versions(pipeline);
        if (versions.isEmpty()) {
            slots.remove(pipeline);
        } else {
            slots.put(pipeline, new Slots(now, current, versions));
        }
        return versions;
    }

    private record Slots(long readAt, Moment moment, List<RegisteredVersion> versions) {}

    /**
     * @param term of the lease: slots read in an earlier one may be long out of date
     * @param drains changes seen of the versions that may not be read any more
     */
    public record Moment(long term, long drains) {}
}
