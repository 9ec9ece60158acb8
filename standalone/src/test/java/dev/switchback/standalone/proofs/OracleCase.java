package dev.switchback.standalone.proofs;

import dev.switchback.standalone.proofs.oracle.Expected;
import dev.switchback.standalone.proofs.oracle.LogRecord;
import dev.switchback.standalone.proofs.oracle.PlainEvaluation;
import dev.switchback.standalone.proofs.oracle.Scenario;
import dev.switchback.standalone.proofs.oracle.View;
import dev.switchback.standalone.proofs.oracle.Windowing;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.ledger.Counts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what the query API and the ledger say of a pipeline with the plain evaluation of its log. */
final class OracleCase {
    private static final int SHOWN = 8;

    private final Scenario scenario;
    private final PlainEvaluation expected;
    private final ProofPipeline pipeline;
    private final List<String> differences = new ArrayList<>();

    OracleCase(Scenario scenario, ProofPipeline pipeline) {
        this.scenario = scenario;
        this.expected = PlainEvaluation.of(scenario);
        this.pipeline = pipeline;
    }

    static List<List<byte @Nullable []>> bytes(Scenario scenario) {
        List<List<byte @Nullable []>> logs = new ArrayList<>();
        for (List<LogRecord> partition : scenario.log()) {
            List<byte @Nullable []> log = new ArrayList<>();
            partition.forEach(record -> log.add(record.value()));
            logs.add(log);
        }
        return logs;
    }

    /** What differs, in words; nothing where all agrees. */
    List<String> differences() {
        expected.taken().forEach((view, events) -> {
            Map<View.Key, List<Expected>> groups = view.of(events);
            compare(view, "history", groups, pipeline.history(view.name()));
            if (view.isLive()) {
                compare(view, "live", newest(groups), pipeline.live(view.name()));
            }
            if (!events.isEmpty() && !(view.window() instanceof Windowing.Hop)) {
                Answer whole = view.isWindowed()
                        ? pipeline.history(view.name(), "step", "all", "group_by", "")
                        : pipeline.history(view.name(), "group_by", "");
                compareMeasures(
                        view,
                        "history as a whole",
                        "all",
                        view.overall(events),
                        whole.required().rows().getFirst());
            }
        });
        compareCounts();
        return differences;
    }

    /** The groups of the windows that a live query answers of at most. */
    private static Map<View.Key, List<Expected>> newest(Map<View.Key, List<Expected>> groups) {
        Set<Long> starts = groups.keySet().stream()
                .map(key -> key.window().start())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(ProofPipeline.LIVE_WINDOWS)
                .collect(Collectors.toSet());
        return groups.entrySet().stream()
                .filter(group -> starts.contains(group.getKey().window().start()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void compare(View view, String store, Map<View.Key, List<Expected>> groups, Answer answer) {
        if (answer.status() != 200) {
            differences.add(view.name() + " " + store + ": " + answer.status() + " " + answer.body());
            return;
        }
        if (groups.isEmpty() && view.isWhole()) {
            // SQL has one row over nothing; the live store none before the first event.
            return;
        }
        Set<View.Key> missing = new LinkedHashSet<>(groups.keySet());
        for (Map<String, @Nullable String> row : answer.rows()) {
            View.Key key = view.keyOf(row);
            List<Expected> measures = groups.get(key);
            if (measures == null) {
                differences.add(view.name() + " " + store + ": no such group: " + row);
            } else if (!missing.remove(key)) {
                differences.add(view.name() + " " + store + ": given twice: " + row);
            } else {
                compareMeasures(view, store, key.toString(), measures, row);
            }
        }
        if (!missing.isEmpty()) {
            differences.add(view.name() + " " + store + ": missing "
                    + missing.stream()
                            .limit(SHOWN)
                            .map(key -> key + " " + groups.get(key))
                            .toList());
        }
    }

    private void compareMeasures(
            View view, String store, String key, List<Expected> measures, Map<String, @Nullable String> row) {
        for (int i = 0; i < measures.size(); i++) {
            String name = view.measures().get(i).name();
            if (!measures.get(i).accepts(view.measures().get(i).type(), row.get(name))) {
                differences.add(view.name() + " " + store + " " + key + ": " + name + " is " + row.get(name) + ", not "
                        + measures.get(i));
            }
        }
    }

    private void compareCounts() {
        long[] inViews = new long[scenario.views().size()];
        for (int view = 0; view < inViews.length; view++) {
            View each = scenario.views().get(view);
            inViews[view] = expected.taken().getOrDefault(each, List.of()).stream()
                    .mapToLong(event -> each.window().windowsOf(event.time()))
                    .sum();
        }
        Counts sum = Counts.zero(inViews.length);
        for (int partition = 0; partition < scenario.partitions(); partition++) {
            Counts counts =
                    Objects.requireNonNull(pipeline.ledger().get(partition)).counts();
            PlainEvaluation.Counts plain = expected.counts().get(partition);
            PlainEvaluation.Counts found =
                    new PlainEvaluation.Counts(counts.kept(), counts.filtered(), counts.late(), counts.dead());
            if (!plain.equals(found) || counts.gaps() != 0) {
                differences.add("partition " + partition + ": " + counts + ", not " + plain);
            }
            sum = sum.plus(counts);
        }
        List<Long> stored =
                new ClickHouseHistoryStore(ProofStores.CLICKHOUSE).storedEvents(pipeline.version, pipeline.plan);
        for (int view = 0; view < inViews.length; view++) {
            if (sum.viewEvents().get(view) != inViews[view] || stored.get(view) != inViews[view]) {
                differences.add("events of view " + view + ": ledger "
                        + sum.viewEvents().get(view) + ", stored " + stored.get(view) + ", not " + inViews[view]);
            }
        }
    }
}
