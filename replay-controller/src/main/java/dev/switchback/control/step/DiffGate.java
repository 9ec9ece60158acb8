package dev.switchback.control.step;

import dev.switchback.control.diff.DiffReport;
import dev.switchback.control.diff.ViewDiff;
import dev.switchback.control.replay.GateOutcome;
import dev.switchback.control.replay.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges a comparison with the active version by the limits of a request. What cannot be judged fails. */
final class DiffGate {
    private static final String NAME = "diff";

    private final Gates.DiffLimits limits;
    private final DiffReport report;
    private final List<String> seen = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private DiffGate(Gates.DiffLimits limits, DiffReport report) {
        this.limits = limits;
        this.report = report;
    }

    static GateOutcome judge(Gates.DiffLimits limits, DiffReport report) {
        return new DiffGate(limits, report).judge();
    }

    private GateOutcome judge() {
        Set<String> known = new TreeSet<>();
        for (ViewDiff view : report.views()) {
            known.add(view.view());
            Optional<Gates.ViewLimits> own = Optional.ofNullable(limits.views().get(view.view()));
            Optional<Double> most =
                    own.flatMap(Gates.ViewLimits::maxChangedKeys).or(limits::maxChangedKeys);
            Map<String, Double> measures = own.map(Gates.ViewLimits::measures).orElse(Map.of());
            if (most.isPresent() || !measures.isEmpty()) {
                view(view, most, measures);
            }
        }
        limits.views().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> wrong.add("The view " + name + " is not in both versions."));
        limits.maxChangedKeys()
                .ifPresent(most -> report.viewsOnlyInFrom().stream()
                        .filter(name -> !limits.views().containsKey(name))
                        .forEach(name -> wrong.add("The view " + name + " is missing.")));
        return wrong.isEmpty()
                ? GateOutcome.passed(NAME, seen.isEmpty() ? "No view is limited." : String.join(" ", seen))
                : GateOutcome.failed(NAME, String.join(" ", wrong));
    }

    private void view(ViewDiff view, Optional<Double> most, Map<String, Double> measures) {
        if (view.keys().isEmpty()) {
            wrong.add(view.view() + " cannot be compared: " + view.notCompared().orElse(""));
            return;
        }
        ViewDiff.Keys keys = view.keys().get();
        most.ifPresent(limit -> share(view.view() + ": ", keys.different(), keys.all(), "keys differ", limit));
        measures.forEach((name, limit) -> view.values().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        value -> share(
                                view.view() + ": ", value.changed(), keys.all(), "keys have another " + name, limit),
                        () -> wrong.add(view.view() + ": " + name + " is not in both versions.")));
    }

    private void share(String where, long different, long all, String what, double limit) {
        double share = all == 0 ? 0 : (double) different / all;
        String sentence = String.format(
                Locale.ROOT,
                "%s%,d of %,d %s (%.4g %%, at most %.4g %%).",
                where,
                different,
                all,
                what,
                share * 100,
                limit * 100);
        (share <= limit ? seen : wrong).add(sentence);
    }
}
