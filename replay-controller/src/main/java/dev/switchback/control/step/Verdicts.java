package dev.switchback.control.step;

import dev.switchback.control.diff.DiffReport;
import dev.switchback.control.diff.ViewDiff;
import dev.switchback.control.replay.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a comparison of a version with its repetition says about it. */
final class Verdicts {
    private Verdicts() {}

    static Verdict of(DiffReport report) {
        return new Verdict(
                report.fence(), report.views().stream().map(Verdicts::view).toList(), letters(report));
    }

    private static String letters(DiffReport report) {
        DiffReport.Version one = report.from();
        DiffReport.Version other = report.to();
        return one.dead() == other.dead() && one.late() == other.late()
                ? ""
                : "Dead letters: " + one.dead() + " and " + other.dead() + "; late events: " + one.late() + " and "
                        + other.late() + ".";
    }

    private static Verdict.View view(ViewDiff view) {
        List<Verdict.Example> examples = new ArrayList<>();
        view.values().forEach(value -> value.largestAbsolute().forEach(change -> examples.add(changed(value, change))));
        view.examples()
                .onlyInFrom()
                .forEach(key -> examples.add(new Verdict.Example(
                        words(key), Optional.empty(), Optional.of("the version"), Optional.empty())));
        view.examples()
                .onlyInTo()
                .forEach(key -> examples.add(new Verdict.Example(
                        words(key), Optional.empty(), Optional.empty(), Optional.of("its repetition"))));
        return new Verdict.View(
                view.view(),
                view.notCompared(),
                view.keys().map(ViewDiff.Keys::all).orElse(0L),
                view.keys().map(ViewDiff.Keys::different).orElse(0L),
                examples);
    }

    private static Verdict.Example changed(ViewDiff.Values value, ViewDiff.Change change) {
        return new Verdict.Example(
                words(change.key()),
                Optional.of(value.name()),
                change.from().map(Object::toString),
                change.to().map(Object::toString));
    }

    private static Map<String, String> words(Map<String, Optional<Object>> key) {
        Map<String, String> words = new LinkedHashMap<>();
        key.forEach((name, part) -> words.put(name, part.map(Object::toString).orElse("NULL")));
        return words;
    }
}
