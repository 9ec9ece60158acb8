package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Where fields stand in the text of a manifest, for problems that are found once it is read. Not thread-safe. */
public final class ManifestPlaces {
    private final Optional<Node> root;

    /** @param yaml as {@link ManifestReader} has read it */
    public ManifestPlaces(String yaml) {
        this.root = YamlDocument.parse(yaml, new Problems());
    }

    /**
     * A problem with a field.
     *
     * @param path of the field, a name for each level; where there is no such field, the place of the one around it
     */
    public ManifestProblem problem(Code code, List<String> path, String message, String advice) {
        Optional<Node> at = root;
        for (String name : path) {
            at = at.map(node -> key(node, name).orElse(node));
        }
        int line = at.map(node -> node.getStartMark().getLine() + 1).orElse(0);
        int column = at.map(node -> node.getStartMark().getColumn() + 1).orElse(0);
        return new ManifestProblem(code, String.join(".", path), line, column, message, advice);
    }

    private static Optional<Node> key(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name)) {
                    return Optional.of(entry.getValueNode());
                }
            }
        }
        return Optional.empty();
    }
}
