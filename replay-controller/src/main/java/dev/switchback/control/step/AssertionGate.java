package dev.switchback.control.step;

import dev.switchback.control.diff.HistoryQueries;
import dev.switchback.control.replay.GateOutcome;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySchema;
import dev.switchback.views.plan.PipelinePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks a version's tables whether a user's SELECT gives true. The names of the views stand for the version's own tables, as common table
 * expressions; the statement is an expression of ours, read only, so that it can do nothing but read.
 */
final class AssertionGate {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Set<String> TRUE = Set.of("1", "true");

    private final HistoryQueries queries;

    AssertionGate(HistoryQueries queries) {
        this.queries = queries;
    }

    GateOutcome judge(String name, VersionId version, PipelinePlan plan, String select) {
        try {
            List<Map<String, Optional<String>>> rows = queries.rows(sql(version, plan, select), LIMIT, 1);
            Optional<String> value = rows.isEmpty()
                    ? Optional.empty()
                    : rows.getFirst().values().stream()
                            .flatMap(Optional::stream)
                            .findFirst();
            String sentence = select + " gives " + value.orElse("NULL") + ".";
            return value.map(TRUE::contains).orElse(false)
                    ? GateOutcome.passed(name, sentence)
                    : GateOutcome.failed(name, sentence);
        } catch (StoreException | StoreUnavailableException e) {
            return GateOutcome.failed(name, select + " could not be evaluated: " + e.getMessage());
        }
    }

    private static String sql(VersionId version, PipelinePlan plan, String select) {
        String views = plan.views().stream()
                .map(view -> HistoryNames.quote(view.name()) + " AS (" + HistorySchema.select(version, view) + ")")
                .collect(Collectors.joining(", "));
        // On a line of its own: the statement may end in a comment.
        return "WITH " + views + " SELECT toString((" + select.strip().replaceAll(";+$", "") + "\n)) AS holds";
    }
}
