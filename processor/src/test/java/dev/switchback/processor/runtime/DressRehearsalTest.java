package dev.switchback.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.ledger.Counts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DressRehearsalTest {
    @Test
    void everyMadeUpEventGoesTheWholeWay() {
        Counts counts = DressRehearsal.run(() -> false);
        long events = counts.offsets();
        assertTrue(events > 150_000, "only " + events + " events reached the end of a batch");
        assertEquals(events, counts.kept(), counts.toString());
        // Every thousandth adds nothing, and the first view leaves it out.
        long adding = events - (events + 999) / 1_000;
        assertEquals(List.of(adding, events, events), counts.viewEvents());
    }

    @Test
    void itStopsWhenTold() {
        AtomicInteger asked = new AtomicInteger();
        Counts counts = DressRehearsal.run(() -> asked.incrementAndGet() > 50_000);
        assertEquals(50_001, asked.get());
        assertTrue(counts.offsets() <= 50_000, counts.toString());
    }
}
