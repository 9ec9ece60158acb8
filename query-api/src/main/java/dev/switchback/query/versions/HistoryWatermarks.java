package dev.switchback.query.versions;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.LedgerReader;
import dev.switchback.views.ledger.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watermarks of the history store, from the ledger, without asking PostgreSQL at every query: those asked for lately are read again every
 * {@link #REFRESH}. While PostgreSQL does not answer the last one stands: the rows that it was read before are not taken back. It falls
 * only where an idle partition comes back with older events. Thread-safe.
 */
public final class HistoryWatermarks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryWatermarks.class);
    private static final Duration REFRESH = Duration.ofMillis(250);
    private static final Duration FORGET = Duration.ofSeconds(30);

    private final LedgerReader ledger;
    private final Map<VersionId, Entry> entries = new ConcurrentHashMap<>();
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watermarks").daemon().factory());

    public HistoryWatermarks(LedgerReader ledger) {
        this.ledger = ledger;
        var _ = refresher.scheduleWithFixedDelay(
                this::refresh, REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * @param outOfOrderness of the version's source
     * @return empty while no event has an event time
     * @throws StoreUnavailableException the first time that a version is asked for while PostgreSQL does not answer
     */
    public Optional<Instant> of(VersionId version, Duration outOfOrderness) {
        return entry(version, outOfOrderness).reading.watermark();
    }

    private Entry entry(VersionId version, Duration outOfOrderness) {
        Entry entry = entries.get(version);
        if (entry == null) {
            entry = new Entry(outOfOrderness, read(version, outOfOrderness));
            entries.put(version, entry);
        }
        entry.askedAt = System.nanoTime();
        return entry;
    }

    /**
     * Of how many partitions the version has taken in events, as of a moment ago.
     *
     * @throws StoreUnavailableException as {@link #of}
     */
    public int consumedPartitions(VersionId version, Duration outOfOrderness) {
        return entry(version, outOfOrderness).reading.consumed();
    }

    private Reading read(VersionId version, Duration outOfOrderness) {
        Collection<LedgerEntry> rows = ledger.read(version).values();
        int consumed = (int)
                rows.stream().filter(row -> row.maxEventTime().isPresent()).count();
        return new Reading(Watermark.of(rows, outOfOrderness), consumed);
    }

    private void refresh() {
        long now = System.nanoTime();
        entries.values().removeIf(entry -> now - entry.askedAt > FORGET.toNanos());
        entries.forEach((version, entry) -> {
            try {
                entry.reading = read(version, entry.outOfOrderness);
            } catch (RuntimeException e) {
                log.warn("the watermark of {} could not be read: {}", version, e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        refresher.shutdownNow();
    }

    private record Reading(Optional<Instant> watermark, int consumed) {}

    private static final class Entry {
        final Duration outOfOrderness;
        volatile Reading reading;
        volatile long askedAt = System.nanoTime();

        Entry(Duration outOfOrderness, Reading reading) {
            this.outOfOrderness = outOfOrderness;
            this.reading = reading;
        }
    }
}
