package dev.switchback.control.step;

import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryStore;
import dev.switchback.views.ledger.Counts;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares what the ledger says with what the history store holds (DESIGN.md section 5, "Audit"), and the ledger with itself (promise P4).
 * Rows of the views and dead letters, late events among them. Thread-safe; changes nothing.
 */
public final class Audit {
    private final Stores stores;

    public Audit(Stores stores) {
        this.stores = stores;
    }

    public Finding of(VersionId version, PipelinePlan plan) {
        Map<Integer, LedgerEntry> before = stores.ledger().read(version);
        for (LedgerEntry entry : before.values()) {
            long consumed = entry.committed() - entry.start();
            if (consumed != entry.counts().offsets()) {
                return new Finding.NotConserved("Partition " + entry.key().partition() + " consumed " + consumed
                        + " offsets, but accounts for " + entry.counts().offsets() + ".");
            }
        }
        boolean followed = !plan.hasSessions() || followed(before, stores.held(version, plan));
        List<Held> stored = held(version, plan);
        Map<Integer, LedgerEntry> after = stores.ledger().read(version);
        List<Long> least = least(before, plan, followed);
        boolean quiet = followed && settled(before).equals(settled(after)) && noClaim(before) && noClaim(after);
        List<Long> most = quiet ? least : most(after, plan);
        for (int i = 0; i < stored.size(); i++) {
            Held held = stored.get(i);
            if (held.rows() < least.get(i) || held.rows() > most.get(i)) {
                return new Finding.Mismatch(held.what() + " " + held.rows() + " events, and the ledger "
                        + (quiet ? least.get(i) : "between " + least.get(i) + " and " + most.get(i)) + ".");
            }
        }
        int views = plan.views().size();
        List<Long> events = stored.stream().limit(views).map(Held::rows).toList();
        return quiet
                ? new Finding.Exact(events)
                : new Finding.Bounded(events, least.subList(0, views), most.subList(0, views));
    }

    /** @param what the beginning of a sentence */
    private record Held(String what, long rows) {}

    /** What the history store holds: of every view, then dead letters and late events. */
    private List<Held> held(VersionId version, PipelinePlan plan) {
        List<Held> held = new ArrayList<>();
        List<Long> events = stores.history().storedEvents(version, plan);
        for (int view = 0; view < events.size(); view++) {
            held.add(new Held("The view " + plan.views().get(view).name() + " holds", events.get(view)));
        }
        HistoryStore.StoredLetters letters = stores.history().storedLetters(version);
        held.add(new Held("The table of dead letters holds (without late events)", letters.dead()));
        held.add(new Held("The table of dead letters holds as late", letters.late()));
        return held;
    }

    /** Whether the tables of sessions have all that was settled. */
    private static boolean followed(Map<Integer, LedgerEntry> ledger, Map<Integer, LedgerEntry> held) {
        return ledger.entrySet().stream().allMatch(entry -> {
            LedgerEntry reached = held.get(entry.getKey());
            return reached != null && reached.committed() >= entry.getValue().committed();
        });
    }

    /** Of views of sessions that have not followed yet, nothing is sure to be stored. */
    private static List<Long> least(Map<Integer, LedgerEntry> ledger, PipelinePlan plan, boolean followed) {
        List<Long> least = new ArrayList<>(counted(ledger, plan));
        for (int view = 0; view < plan.views().size(); view++) {
            if (!followed
                    && plan.views().get(view) instanceof ViewPlan.Aggregate aggregate
                    && aggregate.session().isPresent()) {
                least.set(view, 0L);
            }
        }
        return least;
    }

    /** The same by the ledger. */
    private static List<Long> counted(Map<Integer, LedgerEntry> ledger, PipelinePlan plan) {
        Counts counts = ledger.values().stream()
                .map(LedgerEntry::counts)
                .reduce(Counts.zero(plan.views().size()), Counts::plus);
        List<Long> counted = new ArrayList<>(counts.viewEvents());
        counted.add(counts.dead());
        counted.add(counts.late());
        return counted;
    }

    // A row that was stored between the two reads was claimed before the second one: by then it is settled, or claimed
    // still. An offset is one event, in as many windows as overlap, or one letter.
    private static List<Long> most(Map<Integer, LedgerEntry> after, PipelinePlan plan) {
        long claimed = after.values().stream()
                .mapToLong(entry -> entry.claim()
                        .map(claim -> claim.end() - entry.committed())
                        .orElse(0L))
                .sum();
        List<Long> most = new ArrayList<>(counted(after, plan));
        for (int i = 0; i < most.size(); i++) {
            int windows = i < plan.views().size() ? windows(plan.views().get(i)) : 1;
            most.set(i, most.get(i) + claimed * windows);
        }
        return most;
    }

    /** How often a view counts one event at most. */
    private static int windows(ViewPlan view) {
        return switch (view) {
            case ViewPlan.Aggregate aggregate ->
                switch (aggregate.window().orElse(null)) {
                    case Window.Aligned aligned -> aligned.most();
                    case Window.Session _ -> 1;
                    case null -> 1;
                };
            case ViewPlan.Rows rows -> 1;
        };
    }

    private static List<Long> settled(Map<Integer, LedgerEntry> ledger) {
        return ledger.values().stream()
                .sorted((a, b) -> Integer.compare(a.key().partition(), b.key().partition()))
                .map(LedgerEntry::committed)
                .toList();
    }

    private static boolean noClaim(Map<Integer, LedgerEntry> ledger) {
        return ledger.values().stream().allMatch(entry -> entry.claim().isEmpty());
    }

    /** What the audit found. */
    public sealed interface Finding {
        /** The store was still, and holds exactly what the ledger says. */
        record Exact(List<Long> events) implements Finding {}

        /** The store was being written to, and holds no less than was settled before and no more than was claimed after. */
        record Bounded(List<Long> events, List<Long> least, List<Long> most) implements Finding {}

        record Mismatch(String message) implements Finding {}

        record NotConserved(String message) implements Finding {}
    }
}
