package dev.switchback.control.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a version has to pass before it may be switched to, beside catch-up and conservation, which every version has to. Part of the request,
 * not of the manifest: another limit makes no other version (ADR 112).
 *
 * @param diff limits of what changes against the active version, compared at a cut
 * @param maxMoreDeadLetters how many dead letters more than the active version it may have at that cut
 * @param assertions SELECTs over the version's views that have to give true
 * @param approval whether somebody has to say yes besides
 */
public record Gates(
        Optional<DiffLimits> diff, OptionalLong maxMoreDeadLetters, List<String> assertions, boolean approval) {
    public static final Gates NONE = new Gates(Optional.empty(), OptionalLong.empty(), List.of(), false);

    public Gates {
        assertions = List.copyOf(assertions);
    }

    /** Whether the version is compared with the active one. */
    public boolean compares() {
        return diff.isPresent() || maxMoreDeadLetters.isPresent();
    }

    /**
     * Shares of all keys of a view, 0 to 1.
     *
     * @param maxChangedKeys for every view that has no limit of its own; empty: those are not judged
     * @param views by name
     */
    public record DiffLimits(Optional<Double> maxChangedKeys, Map<String, ViewLimits> views) {
        public DiffLimits {
            views = Map.copyOf(views);
        }
    }

    /**
     * @param maxChangedKeys keys that are in one version only, or changed; empty: as for every view
     * @param measures keys whose value of the measure changed, by the measure's name
     */
    public record ViewLimits(Optional<Double> maxChangedKeys, Map<String, Double> measures) {
        public ViewLimits {
            measures = Map.copyOf(measures);
        }
    }
}
