package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;

/** Parses YAML into nodes with marks. Nothing is constructed from the text: no tag can name a class, no alias can multiply nodes. */
final class YamlDocument {
    private static final int MAX_CHARACTERS = 1_000_000;
    private static final int MAX_DEPTH = 20;

    private YamlDocument() {}

    /** The root node, or empty after a problem was added. */
    static Optional<Node> parse(String text, Problems problems) {
        if (text.length() > MAX_CHARACTERS) {
            problems.add(
                    Code.INVALID_VALUE,
                    "",
                    0,
                    0,
                    "the manifest is longer than " + MAX_CHARACTERS + " characters",
                    "Split it into several pipelines.");
            return Optional.empty();
        }
        try {
            if (!isPlain(text, problems)) {
                return Optional.empty();
            }
            Node root = yaml().compose(new StringReader(text));
            if (root == null) {
                problems.add(Code.YAML_SYNTAX, "", 1, 1, "the manifest is empty", "Begin with 'pipeline: <name>'.");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            problems.add(
                    Code.YAML_SYNTAX,
                    "",
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1,
                    "this is not valid YAML: " + (e.getProblem() == null ? e.getContext() : e.getProblem()),
                    "Check the indentation (spaces, no tabs), colons and quotes around this place.");
        } catch (YAMLException e) {
            // Only special characters and the limits (depth, size) come without a mark.
            problems.add(
                    Code.YAML_SYNTAX,
                    "",
                    0,
                    0,
                    "this is not valid YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "A manifest is plain text, at most " + MAX_DEPTH + " levels deep.");
        }
        return Optional.empty();
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        options.setProcessComments(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static boolean isPlain(String text, Problems problems) {
        for (Event event : yaml().parse(new StringReader(text))) {
            Optional<String> refused = refused(event);
            if (refused.isPresent()) {
                Mark mark = event.getStartMark();
                problems.add(
                        Code.YAML_SYNTAX,
                        "",
                        mark.getLine() + 1,
                        mark.getColumn() + 1,
                        refused.get() + " are not part of manifests",
                        "Write the value out where it is needed.");
                return false;
            }
        }
        return true;
    }

    private static Optional<String> refused(Event event) {
        if (event instanceof AliasEvent || (event instanceof NodeEvent node && node.getAnchor() != null)) {
            return Optional.of("YAML anchors and aliases");
        }
        String tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
        return tag == null ? Optional.empty() : Optional.of("YAML tags (" + tag + ")");
    }

    /** Lines of the text as YAML counts them, without their ends. */
    static List<String> lines(String text) {
        return List.of(text.split("\r\n|[\n\r\u0085\u2028\u2029]", -1));
    }
}
