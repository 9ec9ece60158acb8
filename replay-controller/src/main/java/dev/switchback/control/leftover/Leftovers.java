package dev.switchback.control.leftover;

import dev.switchback.control.journal.Journal;
import dev.switchback.control.operation.Operation;
import dev.switchback.control.operation.OperationStore;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.step.Boundaries;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds and removes what no version owns any more (ADR 120). Only pipelines of this catalog are looked at: engines may be shared. Removal is
 * for the event loop, which does not have what versions own made meanwhile.
 */
public final class Leftovers {
    private final VersionCatalog catalog;
    private final ReplayStore replays;
    private final OperationStore operations;
    private final Journal journal;
    private final List<LeftoverSource> sources;
    private final Boundaries boundaries;

    public Leftovers(
            VersionCatalog catalog,
            ReplayStore replays,
            OperationStore operations,
            Journal journal,
            List<LeftoverSource> sources,
            Boundaries boundaries) {
        this.catalog = catalog;
        this.replays = replays;
        this.operations = operations;
        this.journal = journal;
        this.sources = List.copyOf(sources);
        this.boundaries = boundaries;
    }

    /** What could be removed now. */
    public List<Leftover> find() {
        List<Leftover> found = new ArrayList<>();
        for (LeftoverSource source : sources) {
            found.addAll(find(source));
        }
        return found;
    }

    private List<Leftover> find(LeftoverSource source) {
        // The stores first: what is made between the two readings is owned by the second.
        List<Leftover> belongings = source.belongings();
        Set<String> pipelines = Set.copyOf(catalog.pipelines());
        Set<Leftover.Owner> kept = kept(pipelines);
        return belongings.stream()
                .filter(one -> one.owner()
                        .map(owner -> pipelines.contains(owner.pipeline()) && !kept.contains(owner))
                        .orElse(true))
                .sorted(Comparator.comparing(Leftover::name))
                .toList();
    }

    /** Versions that own what they have: those that can be read or are being built, aborted or retired. */
    private Set<Leftover.Owner> kept(Set<String> pipelines) {
        Set<VersionId> versions = new HashSet<>();
        replays.open().stream().map(Replay::version).forEach(versions::add);
        operations.open().stream().map(Operation::version).forEach(versions::add);
        for (String pipeline : pipelines) {
            catalog.versions(pipeline).stream()
                    .filter(version -> version.slot() != Slot.REGISTERED && version.slot() != Slot.RETIRED)
                    .map(RegisteredVersion::id)
                    .forEach(versions::add);
        }
        Set<Leftover.Owner> kept = versions.stream()
                .map(version -> new Leftover.Owner(version.pipeline(), version.number()))
                .collect(Collectors.toCollection(HashSet::new));
        versions.forEach(version -> kept.add(new Leftover.Owner(version.pipeline(), 0)));
        return kept;
    }

    /** Removes all that {@link #find} finds, each journalled before; a database goes after its tables. */
    public Outcome remove(String actor, String reason) {
        List<Leftover> removed = new ArrayList<>();
        List<Leftover> inUse = new ArrayList<>();
        for (LeftoverSource source : sources) {
            for (Leftover leftover : find(source)) {
                journal.write(
                        leftover.owner().map(Leftover.Owner::pipeline),
                        Optional.empty(),
                        actor,
                        "leftover_removed",
                        detail(leftover, reason));
                boundaries.pass("leftovers.journalled " + leftover.kind());
                (source.remove(leftover) ? removed : inUse).add(leftover);
                boundaries.pass("leftovers.removed " + leftover.kind());
            }
        }
        return new Outcome(removed, inUse);
    }

    private static Map<String, ?> detail(Leftover leftover, String reason) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("kind", leftover.kind());
        detail.put("name", leftover.name());
        detail.put("count", leftover.count());
        leftover.owner()
                .filter(owner -> owner.version() > 0)
                .ifPresent(owner -> detail.put("version", owner.version()));
        detail.put("reason", reason);
        return detail;
    }

    /** @param inUse what something still uses; try again later */
    public record Outcome(List<Leftover> removed, List<Leftover> inUse) {}
}
