package dev.switchback.views.sql;

import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.manifest.ViewDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Collects what is wrong with one view, in places of the manifest. Not thread-safe. */
final class ViewProblems {
    private final ViewDefinition view;
    private final List<ManifestProblem> found = new ArrayList<>();
    private QueryText text;

    ViewProblems(ViewDefinition view) {
        this.view = view;
        this.text = QueryText.of(view.sql());
    }

    /** From now on, positions are those of this text. */
    void positionsOf(QueryText parsed) {
        text = parsed;
    }

    void add(Code code, SqlParserPos position, String message, String advice) {
        add(code, text.original(position), message, advice);
    }

    void unsupported(SqlParserPos position, String message, String advice) {
        add(Code.SQL_UNSUPPORTED, position, message, advice);
    }

    void add(Code code, QueryText.Position position, String message, String advice) {
        String field = "views." + view.name() + ".sql";
        if (view.sqlColumn() == 0) {
            // The text was folded: its lines and columns are not the manifest's.
            found.add(new ManifestProblem(code, field, view.sqlLine(), 0, message, advice));
            return;
        }
        int line = view.sqlLine() + position.line() - 1;
        int column = view.sqlColumn() + position.column() - 1;
        found.add(new ManifestProblem(code, field, line, column, message, advice));
    }

    void live(String message, String advice) {
        found.add(new ManifestProblem(
                Code.INVALID_VALUE, "views." + view.name() + ".live", view.liveLine(), 0, message, advice));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<ManifestProblem> all() {
        return List.copyOf(found);
    }
}
