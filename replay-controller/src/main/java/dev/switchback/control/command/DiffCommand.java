package dev.switchback.control.command;

import dev.switchback.control.diff.Compared;
import dev.switchback.control.diff.CutOutcome;
import dev.switchback.control.diff.Cuts;
import dev.switchback.control.diff.DiffReport;
import dev.switchback.control.diff.Differ;
import dev.switchback.control.step.Plans;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.plan.ViewPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares two versions of a pipeline for a caller. Thread-safe. */
public final class DiffCommand {
    private final Lookup lookup;
    private final Plans plans;
    private final Cuts cuts;
    private final Differ differ;

    public DiffCommand(Lookup lookup, Plans plans, Cuts cuts, Differ differ) {
        this.lookup = lookup;
        this.plans = plans;
        this.cuts = cuts;
        this.differ = differ;
    }

    /**
     * Takes a cut of both versions and compares them there (promise P7).
     *
     * @param view the one that is wanted; empty: all
     * @param patience how long to wait for both versions to reach the cut
     * @throws ControlException where they cannot be compared, or do not reach the cut in time
     */
    public DiffReport compare(
            VersionId from, VersionId to, Optional<String> view, int top, Duration patience, String actor) {
        if (from.equals(to)) {
            throw new ControlException(ErrorCode.INVALID_REQUEST, "from and to have to be different versions.");
        }
        Compared before = built(from);
        Compared after = built(to);
        view.ifPresent(name -> requireView(before, after, name));
        String topic = before.plan().source().topic();
        if (!topic.equals(after.plan().source().topic())) {
            throw new ControlException(
                    ErrorCode.NOT_COMPARABLE,
                    "The versions read different topics, " + topic + " and "
                            + after.plan().source().topic() + ": no offset of one is an offset of the other.");
        }
        return switch (cuts.take(from, to, patience, actor)) {
            case CutOutcome.Taken taken ->
                differ.compare(
                        before, after, taken, name -> view.map(name::equals).orElse(true), top, () -> {});
            case CutOutcome.Missed(String message) -> throw new ControlException(ErrorCode.CUT_NOT_REACHED, message);
        };
    }

    private Compared built(VersionId id) {
        RegisteredVersion version = lookup.version(id);
        if (version.slot() != Slot.SHADOW && version.slot() != Slot.ACTIVE && version.slot() != Slot.STANDBY) {
            throw new ControlException(
                    ErrorCode.VERSION_NOT_READY,
                    "The version " + id.number() + " is " + version.slot().word()
                            + "; only built ones can be compared.");
        }
        return new Compared(id, plans.of(version).plan());
    }

    private static void requireView(Compared before, Compared after, String name) {
        Set<String> views = Stream.of(before, after)
                .flatMap(version -> version.plan().views().stream())
                .map(ViewPlan::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!views.contains(name)) {
            throw new ControlException(
                    ErrorCode.VIEW_NOT_FOUND,
                    "Neither version has a view of that name; there are " + String.join(", ", views) + ".");
        }
    }
}
