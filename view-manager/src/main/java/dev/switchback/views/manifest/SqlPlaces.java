package dev.switchback.views.manifest;

import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds where the text of a scalar stands in the manifest, so that a position in the SQL can be told as one in the manifest. */
final class SqlPlaces {
    private final List<String> lines;

    SqlPlaces(String yaml) {
        this.lines = YamlDocument.lines(yaml);
    }

    /**
     * @param line of the first line, from 1
     * @param column at which every line begins, from 1; 0 where YAML folded lines or replaced escapes, so that columns differ
     */
    record Place(int line, int column) {}

    Place of(ScalarNode node) {
        int line = node.getStartMark().getLine();
        int column = node.getStartMark().getColumn();
        return switch (node.getScalarStyle()) {
            case LITERAL -> new Place(line + 2, indentation(node.getValue(), line + 1) + 1);
            case FOLDED -> new Place(line + 2, 0);
            case PLAIN -> new Place(line + 1, isVerbatim(node, 0) ? column + 1 : 0);
            case SINGLE_QUOTED, DOUBLE_QUOTED -> new Place(line + 1, isVerbatim(node, 2) ? column + 2 : 0);
            case JSON_SCALAR_STYLE -> throw new AssertionError(ScalarStyle.JSON_SCALAR_STYLE);
        };
    }

    /** The difference between the raw first line that is not blank and its content. */
    private int indentation(String value, int firstLine) {
        List<String> content = YamlDocument.lines(value);
        for (int i = 0; i < content.size() && firstLine + i < lines.size(); i++) {
            if (!content.get(i).isBlank()) {
                return lines.get(firstLine + i).length() - content.get(i).length();
            }
        }
        return 0;
    }

    private static boolean isVerbatim(ScalarNode node, int quotes) {
        boolean oneLine = node.getStartMark().getLine() == node.getEndMark().getLine();
        int raw = node.getEndMark().getColumn() - node.getStartMark().getColumn() - quotes;
        return oneLine
                && raw == node.getValue().codePointCount(0, node.getValue().length());
    }
}
