package dev.switchback.control.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of a check: a version and its repetition, compared at a cut.
 *
 * @param fence offset by partition; both were compared below it
 * @param letters how dead letters and late events differ, in a sentence; empty where they do not
 */
public record Verdict(SortedMap<Integer, Long> fence, List<View> views, String letters) {
    public Verdict {
        views = List.copyOf(views);
    }

    /** Whether all that was compared is equal. */
    public boolean isDeterministic() {
        return letters.isEmpty() && views.stream().allMatch(view -> view.different() == 0);
    }

    /** What differs, in a sentence. */
    public String sentence() {
        StringBuilder sentence = new StringBuilder();
        views.stream()
                .filter(view -> view.different() > 0)
                .forEach(view -> sentence.append(view.sentence()).append(' '));
        return sentence.append(letters).toString().strip();
    }

    /**
     * One view.
     *
     * @param notCompared why not; empty where it was
     * @param keys of both
     * @param different keys that are in one only, or have another value
     * @param examples some of them
     */
    public record View(String view, Optional<String> notCompared, long keys, long different, List<Example> examples) {
        public View {
            examples = List.copyOf(examples);
        }

        private String sentence() {
            String example = examples.isEmpty() ? "" : " (such as " + examples.getFirst() + ")";
            return view + ": " + different + " of " + keys + " keys differ" + example + ".";
        }
    }

    /**
     * A key that differs, in words.
     *
     * @param measure empty for a key that is in one of them only
     * @param version what the version has; empty for NULL, or where it does not have the key
     * @param repetition what its repetition has
     */
    public record Example(
            Map<String, String> key, Optional<String> measure, Optional<String> version, Optional<String> repetition) {
        @Override
        public String toString() {
            return measure.map(name ->
                            name + " of " + key + " is " + version.orElse("NULL") + " and " + repetition.orElse("NULL"))
                    .orElseGet(() -> key + " is only in " + version.orElse("") + repetition.orElse(""));
        }
    }
}
