package dev.switchback.control.diff;

import dev.switchback.control.journal.Journal;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.Cut;
import dev.switchback.views.ledger.CutLedger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Takes cuts of two versions and waits for them, one at a time per pipeline; journalled before they are ordered. What is not reached in time
 * is withdrawn (ADR 110). Thread-safe.
 */
public final class Cuts {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final CutLedger ledger;
    private final Consumer<VersionId> tables;
    private final Journal journal;
    private final Map<String, ReentrantLock> pipelines = new ConcurrentHashMap<>();

    /** @param tables makes what the tables of a version lack for cuts, where an older release provisioned it */
    public Cuts(CutLedger ledger, Consumer<VersionId> tables, Journal journal) {
        this.ledger = ledger;
        this.tables = tables;
        this.journal = journal;
    }

    /**
     * Takes a cut; returns when both versions have reached it, or {@code patience} is over.
     *
     * @param actor who asked, for the journal
     */
    public CutOutcome take(VersionId from, VersionId to, Duration patience, String actor) {
        long end = System.nanoTime() + patience.toNanos();
        ReentrantLock lock = pipelines.computeIfAbsent(from.pipeline(), name -> new ReentrantLock());
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new CutOutcome.Missed("Another comparison of the pipeline is under way; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CutOutcome.Missed("The controller is stopping; ask another one.");
        }
        try {
            journal.write(
                    from.pipeline(),
                    Optional.empty(),
                    actor,
                    "cut_ordered",
                    Map.of("versions", List.of(from.number(), to.number())));
            tables.accept(from);
            tables.accept(to);
            return order(from, to, end);
        } finally {
            lock.unlock();
        }
    }

    private CutOutcome order(VersionId from, VersionId to, long end) {
        while (true) {
            CutLedger.Order order = ledger.order(Set.of(from, to));
            switch (order) {
                case CutLedger.Order.Ordered(Cut cut) -> {
                    return await(cut, end);
                }
                case CutLedger.Order.NotBuilt(VersionId version) -> {
                    return new CutOutcome.Missed(
                            "The version " + version.number() + " is not built; start a replay of it.");
                }
                case CutLedger.Order.Uneven uneven -> {
                    if (!pause(end)) {
                        return new CutOutcome.Missed("The version "
                                + uneven.version().number() + " does not know the partitions " + uneven.missing()
                                + " yet; try again.");
                    }
                }
            }
        }
    }

    private CutOutcome await(Cut cut, long end) {
        long begin = System.nanoTime();
        while (true) {
            switch (ledger.state(cut)) {
                case CutLedger.State.Reached reached -> {
                    return new CutOutcome.Taken(cut, Duration.ofNanos(System.nanoTime() - begin));
                }
                case CutLedger.State.Gone gone -> {
                    return new CutOutcome.Missed(
                            "A version was removed, or another controller compares the pipeline; try again.");
                }
                case CutLedger.State.NotKept(VersionId version) -> {
                    return new CutOutcome.Missed(
                            "What the sessions of version " + version.number()
                                    + " were at the cut is not known: PostgreSQL was away when they passed it, or a processor of an older release runs; try again.");
                }
                case CutLedger.State.Ahead ahead -> {
                    if (!pause(end)) {
                        ledger.withdraw(cut);
                        return new CutOutcome.Missed(missed(ahead));
                    }
                }
            }
        }
    }

    /** @return whether there is time left */
    private static boolean pause(long end) {
        LockSupport.parkNanos(LOOK.toNanos());
        return System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted();
    }

    private static String missed(CutLedger.State.Ahead ahead) {
        List<String> who = ahead.missing().entrySet().stream()
                .map(version -> "version " + version.getKey().number() + " by "
                        + version.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        + " offsets in " + version.getValue().size() + " partitions")
                .sorted()
                .toList();
        return "The cut was not reached in time: " + String.join(", ", who)
                + ". Compare again when both versions are fresh and running.";
    }
}
