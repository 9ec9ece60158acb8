package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads single values; a wrong one becomes a problem and an empty result. */
final class YamlScalars {
    /** Keeps every duration, and sums of a few, far inside 64-bit milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private static final Set<Tag> NOT_TEXT = Set.of(Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL, Tag.TIMESTAMP);

    private final Problems problems;

    YamlScalars(Problems problems) {
        this.problems = problems;
    }

    /** Text; numbers, truth values and nothing are refused unless quoted, since YAML reads them as something else. */
    Optional<String> text(String field, Node node) {
        Optional<String> name = name(field, node);
        if (name.isPresent() && NOT_TEXT.contains(node.getTag())) {
            wrong(
                    field,
                    node,
                    "'" + field + "' must be text, not '" + name.get() + "'",
                    "Put it in quotes if it is meant.");
            return Optional.empty();
        }
        return name;
    }

    /** A name as written, whatever YAML would make of it; never empty. */
    Optional<String> name(String field, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            wrong(field, node, "'" + field + "' must be a single value", "Write it on the line of its key.");
            return Optional.empty();
        }
        if (scalar.getValue().isBlank()) {
            wrong(field, node, "'" + field + "' is empty", "Give it a value.");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    Optional<String> matching(String field, Node node, Pattern pattern, String advice) {
        Optional<String> text = name(field, node);
        if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
            wrong(field, node, "'" + text.get() + "' is not a valid value of '" + field + "'", advice);
            return Optional.empty();
        }
        return text;
    }

    /** An ISO-8601 duration of whole milliseconds, zero or more. */
    Optional<Duration> duration(String field, Node node, boolean zeroAllowed) {
        Optional<String> text = name(field, node);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Duration duration;
        try {
            duration = Duration.parse(text.get());
        } catch (DateTimeParseException e) {
            wrong(
                    field,
                    node,
                    "'" + text.get() + "' is not a duration",
                    "Write it as ISO-8601: PT10S, PT5M, PT2H, P30D.");
            return Optional.empty();
        }
        if (duration.isNegative() || (duration.isZero() && !zeroAllowed) || duration.compareTo(LONGEST) > 0) {
            wrong(
                    field,
                    node,
                    "'" + text.get() + "' is out of range",
                    "It must be " + (zeroAllowed ? "zero or more" : "more than zero")
                            + " and at most a hundred years.");
            return Optional.empty();
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            wrong(field, node, "'" + text.get() + "' is finer than a millisecond", "Round it to milliseconds.");
            return Optional.empty();
        }
        return Optional.of(duration);
    }

    void wrong(String field, Node node, String message, String advice) {
        problems.add(Code.INVALID_VALUE, field, node, message, advice);
    }
}
