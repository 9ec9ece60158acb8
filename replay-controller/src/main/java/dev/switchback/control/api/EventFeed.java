package dev.switchback.control.api;

import dev.switchback.control.journal.Journal;
import dev.switchback.control.journal.JournalEntry;
import dev.switchback.control.json.Json;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.status.ReplayStatus;
import dev.switchback.views.StoreUnavailableException;
import io.micronaut.http.sse.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Follows the journal and the open replays of a pipeline by reading them again and again, on any controller. Thread-safe. */
public final class EventFeed {
    private static final Duration PERIOD = Duration.ofMillis(300);
    private static final int BATCH = 200;

    private final Journal journal;
    private final ReplayStore replays;

    public EventFeed(Journal journal, ReplayStore replays) {
        this.journal = journal;
        this.replays = replays;
    }

    /** @param after id of the last journal entry seen; -1: begin with the next one */
    Publisher<Event<String>> of(String pipeline, long after) {
        return Flux.defer(() -> {
            Subscription subscription = new Subscription(pipeline, after);
            return Flux.interval(Duration.ZERO, PERIOD, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .concatMapIterable(tick -> subscription.look(), 1);
        });
    }

    /** One listener; called by one thread at a time. */
    private final class Subscription {
        private final String pipeline;
        private final Map<UUID, String> shown = new HashMap<>();
        private long position;

        Subscription(String pipeline, long after) {
            this.pipeline = pipeline;
            this.position = after;
        }

        List<Event<String>> look() {
            List<Event<String>> events = new ArrayList<>();
            try {
                if (position < 0) {
                    position = journal.newest(pipeline);
                }
                for (JournalEntry entry : journal.after(pipeline, position, BATCH)) {
                    events.add(Event.of(Json.write(entry)).name("journal").id(String.valueOf(entry.id())));
                    position = entry.id();
                }
                for (Replay replay : replays.newest(pipeline)) {
                    String now = Json.write(ReplayStatus.of(replay));
                    String before = replay.state().isOver() && !shown.containsKey(replay.id())
                            ? now
                            : shown.getOrDefault(replay.id(), "");
                    shown.put(replay.id(), now);
                    if (!before.equals(now)) {
                        events.add(Event.of(now).name("replay"));
                    }
                }
            } catch (StoreUnavailableException e) {
                // The listener hears of what it missed as soon as the store is back.
                return events;
            }
            return events;
        }
    }
}
