package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A YAML mapping with its place in the manifest. Keys are taken as written, so a view may be called {@code on} or {@code null}.
 *
 * @param path of the field that holds the mapping; empty for the root
 * @param node where the mapping stands
 * @param keys the nodes of the keys, in the order written
 */
record YamlMap(String path, Node node, Map<String, Node> keys, Map<String, Node> values) {

    /** A mapping with any keys; repeated ones are problems, and the first counts. Empty (with a problem) where the node is no mapping. */
    static Optional<YamlMap> any(String path, Node node, Problems problems) {
        if (!(node instanceof MappingNode mapping)) {
            problems.add(
                    Code.INVALID_VALUE,
                    path,
                    node,
                    (path.isEmpty() ? "the manifest" : "'" + path + "'") + " must be a mapping of keys to values",
                    "Write 'key: value' lines, indented below it.");
            return Optional.empty();
        }
        YamlMap map = new YamlMap(path, node, new LinkedHashMap<>(), new LinkedHashMap<>());
        for (NodeTuple entry : mapping.getValue()) {
            map.put(entry, problems);
        }
        return Optional.of(map);
    }

    /** A mapping that may have these keys only. */
    static Optional<YamlMap> of(String path, Node node, List<String> known, Problems problems) {
        Optional<YamlMap> map = any(path, node, problems);
        map.ifPresent(m -> m.keys.forEach((key, at) -> {
            if (!known.contains(key)) {
                problems.add(
                        Code.UNKNOWN_FIELD,
                        m.field(key),
                        at,
                        "there is no field '" + key + "' here",
                        "Known fields: " + String.join(", ", known) + ".");
            }
        }));
        return map;
    }

    private void put(NodeTuple entry, Problems problems) {
        Node keyNode = entry.getKeyNode();
        if (!(keyNode instanceof ScalarNode scalar)) {
            problems.add(Code.INVALID_VALUE, path, keyNode, "a key must be a plain name", "Write 'name: value'.");
            return;
        }
        String key = scalar.getValue();
        Node first = keys.putIfAbsent(key, keyNode);
        if (first == null) {
            values.put(key, entry.getValueNode());
        } else {
            problems.add(
                    Code.DUPLICATE_FIELD,
                    field(key),
                    keyNode,
                    "'" + key + "' is given twice, first on line "
                            + (first.getStartMark().getLine() + 1),
                    "Rename or remove one of the two.");
        }
    }

    String field(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<Node> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Empty with a problem where the key is missing. */
    Optional<Node> required(String key, Problems problems) {
        Optional<Node> value = optional(key);
        if (value.isEmpty()) {
            problems.add(Code.MISSING_FIELD, field(key), node, "'" + field(key) + "' is missing", "Add it.");
        }
        return value;
    }
}
