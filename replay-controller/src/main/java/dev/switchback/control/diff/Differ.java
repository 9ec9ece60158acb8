package dev.switchback.control.diff;

import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerReader;
import dev.switchback.views.plan.ViewPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Compares two versions at a cut, view by view, one query each; changes nothing. Thread-safe. */
public final class Differ {
    private final CutQueries queries;
    private final LedgerReader ledger;
    private final Clock clock;

    public Differ(CutQueries queries, LedgerReader ledger, Clock clock) {
        this.queries = queries;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Compares at a cut that both have reached.
     *
     * @param wanted which views, by name
     * @param top how many of the largest changes of each measure are named
     * @param compared called after each view
     */
    public DiffReport compare(
            Compared from, Compared to, CutOutcome.Taken taken, Predicate<String> wanted, int top, Runnable compared) {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        Map<String, ViewPlan> before = views(from, wanted);
        Map<String, ViewPlan> after = views(to, wanted);
        List<ViewDiff> views = new ArrayList<>();
        before.forEach((name, view) -> {
            ViewPlan other = after.get(name);
            if (other != null) {
                views.add(view(
                        ViewPair.of(new ViewPair.Side(from.id(), view), new ViewPair.Side(to.id(), other)),
                        taken.cut(),
                        top));
                compared.run();
            }
        });
        return new DiffReport(
                from.id().pipeline(),
                letters(from, taken.cut()),
                letters(to, taken.cut()),
                at,
                taken.cut().fence(),
                taken.waited(),
                Duration.ofNanos(System.nanoTime() - begin),
                missing(before, after),
                missing(after, before),
                views,
                warnings(from, to, taken.cut()));
    }

    private static Map<String, ViewPlan> views(Compared version, Predicate<String> wanted) {
        Map<String, ViewPlan> views = new LinkedHashMap<>();
        version.plan().views().stream()
                .filter(view -> wanted.test(view.name()))
                .forEach(view -> views.put(view.name(), view));
        return views;
    }

    private static List<String> missing(Map<String, ViewPlan> views, Map<String, ViewPlan> others) {
        return views.keySet().stream().filter(name -> !others.containsKey(name)).toList();
    }

    private ViewDiff view(ViewPair pair, Cut cut, int top) {
        DiffSql sql = new DiffSql(pair, cut, top);
        return pair.obstacle().isPresent()
                ? new DiffRows(pair, queries.row(cut, sql.totals())).totals()
                : new DiffRows(pair, queries.row(cut, sql.comparison())).compared();
    }

    private DiffReport.Version letters(Compared version, Cut cut) {
        Map<String, Optional<String>> row = queries.row(cut, DiffSql.letters(version.id(), cut));
        return new DiffReport.Version(version.id().number(), count(row, "dead"), count(row, "late"));
    }

    private static long count(Map<String, Optional<String>> row, String column) {
        return Long.parseLong(row.getOrDefault(column, Optional.empty()).orElseThrow());
    }

    /** A version that began later, since a loss was accepted, lacks the events before; the figures show that as a difference. */
    private List<String> warnings(Compared from, Compared to, Cut cut) {
        Map<Integer, LedgerEntry> before = ledger.read(from.id());
        Map<Integer, LedgerEntry> after = ledger.read(to.id());
        List<String> warnings = new ArrayList<>();
        for (int partition : cut.fence().keySet()) {
            LedgerEntry a = before.get(partition);
            LedgerEntry b = after.get(partition);
            if (a != null && b != null && a.start() != b.start()) {
                warnings.add("The versions begin at offsets " + a.start() + " and " + b.start() + " of partition "
                        + partition + ": the loss of older events was accepted.");
            }
        }
        return warnings;
    }
}
