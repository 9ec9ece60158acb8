package dev.switchback.views.ledger;

import dev.switchback.views.VersionId;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Orders cuts, and says how far they are (ADR 110). Thread-safe. Methods throw {@link dev.switchback.views.StoreUnavailableException} while
 * the store cannot be reached.
 */
public interface CutLedger {
    /** Longer than anybody waits for a cut. */
    Duration FIRST_LEASE = Duration.ofMinutes(10);

    /**
     * Orders a cut of versions of one pipeline, on all their partitions in one step. The fence is, per partition, the largest offset that any
     * of them has settled or claimed, so that no row of any of them is beyond it. An order that is still under way is replaced.
     */
    Order order(Set<VersionId> versions);

    /** How far a cut is, the tables of sessions included. */
    State state(Cut cut);

    /**
     * Has what views of sessions were at a cut kept for some time from now on; an order has it kept for {@link #FIRST_LEASE}.
     *
     * @return whether it was kept until now; if not, what was read of those views is not to be relied on
     */
    boolean keep(Cut cut, Duration time);

    /** Takes an order back where it was not reached; where it was, nothing has to be undone. */
    void withdraw(Cut cut);

    sealed interface Order {
        record Ordered(Cut cut) implements Order {}

        /** A version has no row for partitions that another one has; the controller adds them within seconds. */
        record Uneven(VersionId version, SortedSet<Integer> missing) implements Order {}

        /** A version has no rows at all: it is not built. */
        record NotBuilt(VersionId version) implements Order {}
    }

    sealed interface State {
        /** On every partition of every version. */
        record Reached() implements State {}

        /** @param missing offsets up to the fence, by version and partition, where there are any */
        record Ahead(Map<VersionId, SortedMap<Integer, Long>> missing) implements State {
            /** Over all versions and partitions. */
            public long offsets() {
                return missing.values().stream()
                        .flatMap(partitions -> partitions.values().stream())
                        .mapToLong(Long::longValue)
                        .sum();
            }

            /** The offset that is missing on one partition; empty where it is reached there. */
            public OptionalLong of(VersionId version, int partition) {
                SortedMap<Integer, Long> partitions = missing.get(version);
                Long offsets = partitions == null ? null : partitions.get(partition);
                return offsets == null ? OptionalLong.empty() : OptionalLong.of(offsets);
            }
        }

        /** Another order has replaced it, or a version was removed. */
        record Gone() implements State {}

        /** What the version's sessions were at the cut is not known: its processor is of an older release, or PostgreSQL was away. */
        record NotKept(VersionId version) implements State {}
    }
}
