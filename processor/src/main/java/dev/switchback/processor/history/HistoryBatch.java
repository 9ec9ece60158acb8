package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.EventReader;
import dev.switchback.processor.aggregate.ViewEvent;
import dev.switchback.processor.decode.BadEventException;
import dev.switchback.views.history.DeadLetterReason;
import dev.switchback.views.ledger.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a range of offsets of one partition brings to the history store, and what became of each of its offsets. Not thread-safe. */
final class HistoryBatch {
    /** Cost of a row beside its payload, for the bound in bytes. */
    private static final int BYTES_PER_VALUE = 64;

    private final int partition;
    private final List<ViewRows> views;
    private final DeadLetterRows deadLetters;
    private final long[] viewEvents;
    private long kept;
    private long filtered;
    private long late;
    private long dead;
    private long gaps;
    private OptionalLong maxEventTime = OptionalLong.empty();

    HistoryBatch(int partition, HistoryTargets targets) {
        this.partition = partition;
        this.views = targets.newRows();
        this.deadLetters = new DeadLetterRows(targets.deadLetters());
        this.viewEvents = new long[views.size()];
    }

    boolean hasRoom(EventReader event) {
        for (int i = 0; i < viewEvents.length; i++) {
            ViewEvent seen = event.views().get(i);
            if (seen.kept() && !views.get(i).hasRoom(seen)) {
                return false;
            }
        }
        return true;
    }

    void add(EventReader event, long offset) {
        boolean any = false;
        for (int i = 0; i < viewEvents.length; i++) {
            ViewEvent seen = event.views().get(i);
            if (seen.kept()) {
                views.get(i).add(seen, partition, offset);
                viewEvents[i] += seen.windows();
                any = true;
            }
        }
        if (any) {
            kept++;
        } else {
            filtered++;
        }
        if (maxEventTime.isEmpty() || maxEventTime.getAsLong() < event.eventTime()) {
            maxEventTime = OptionalLong.of(event.eventTime());
        }
    }

    void addDead(long offset, BadEventException why, byte @Nullable [] payload, long timestamp) {
        deadLetters.add(
                partition, offset, why.reason().deadLetter(), String.valueOf(why.getMessage()), payload, timestamp);
        dead++;
    }

    void addLate(long offset, String detail, byte @Nullable [] payload, long timestamp) {
        deadLetters.add(partition, offset, DeadLetterReason.LATE, detail, payload, timestamp);
        late++;
    }

    void addGaps(long offsets) {
        gaps += offsets;
    }

    Counts counts() {
        List<Long> perView = new ArrayList<>();
        for (long events : viewEvents) {
            perView.add(events);
        }
        return new Counts(kept, filtered, late, dead, gaps, perView);
    }

    OptionalLong maxEventTime() {
        return maxEventTime;
    }

    List<ViewRows> views() {
        return views;
    }

    DeadLetterRows deadLetters() {
        return deadLetters;
    }

    /** Rows and values kept. */
    int weight() {
        int weight = 0;
        for (ViewRows rows : views) {
            weight += rows.weight();
        }
        return weight;
    }

    /** Bytes kept, roughly. */
    long bytes() {
        long bytes = deadLetters.rows().size() + (long) weight() * BYTES_PER_VALUE;
        for (ViewRows rows : views) {
            bytes += rows.bytes();
        }
        return bytes;
    }

    void clear() {
        views.forEach(ViewRows::clear);
        deadLetters.clear();
        Arrays.fill(viewEvents, 0);
        kept = 0;
        filtered = 0;
        late = 0;
        dead = 0;
        gaps = 0;
        maxEventTime = OptionalLong.empty();
    }
}
