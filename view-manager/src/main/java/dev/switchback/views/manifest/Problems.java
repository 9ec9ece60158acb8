package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong with one manifest, so that its author sees everything at once. Not thread-safe. */
final class Problems {
    private final List<ManifestProblem> found = new ArrayList<>();

    void add(Code code, String field, Node at, String message, String advice) {
        Mark mark = at.getStartMark();
        add(code, field, mark.getLine() + 1, mark.getColumn() + 1, message, advice);
    }

    void add(Code code, String field, int line, int column, String message, String advice) {
        found.add(new ManifestProblem(code, field, line, column, message, advice));
    }

    /** Does nothing while no problem was found. */
    void refuse() throws ManifestException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(ManifestProblem::line).thenComparingInt(ManifestProblem::column));
            throw new ManifestException(found);
        }
    }
}
