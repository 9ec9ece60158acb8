package dev.switchback.processor.session;

import dev.switchback.processor.aggregate.SessionStates;
import dev.switchback.processor.guard.VersionFailedException;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Keeps the sessions of one partition of the topic of sessions. Not thread-safe. */
final class SessionKeeper {
    private final SessionStores stores;
    private final Map<Integer, View> views = new HashMap<>();

    SessionKeeper(PipelinePlan plan, SessionStores stores) {
        this.stores = stores;
        for (int position = 0; position < plan.views().size(); position++) {
            if (plan.views().get(position) instanceof ViewPlan.Aggregate view
                    && view.session().isPresent()) {
                long gap = view.session().get().gap().toMillis();
                views.put(position, new View(gap, new SessionStates(view)));
            }
        }
    }

    private record View(long gap, SessionStates states) {}

    /**
     * Takes the next record of the partition.
     *
     * @param offset the record's
     * @throws VersionFailedException if a range is missing before it, or it would extend sessions that are forgotten
     */
    void take(SessionMessage message, long offset) {
        byte @Nullable [] known = stores.progress().get(message.source());
        // A range that comes again, after a crash between its transaction and its settlement, is below the mark.
        if (known != null && message.from() < Progress.of(known).offset()) {
            return;
        }
        switch (message) {
            case SessionMessage.Part part -> merge(part, offset);
            case SessionMessage.Marker marker -> {
                long expected =
                        known == null ? marker.beginning() : Progress.of(known).offset();
                if (marker.from() != expected) {
                    throw new VersionFailedException(
                            "The topic of sessions lacks the offsets " + expected + " to "
                                    + marker.from() + " of partition " + marker.source()
                                    + " of the source: it was truncated or recreated under the version; replay into a new version.");
                }
                stores.progress().put(marker.source(), new Progress(marker.end(), marker.maxEventTime()).bytes());
            }
        }
    }

    private void merge(SessionMessage.Part part, long offset) {
        View view = views.get(part.view());
        if (view == null) {
            throw new VersionFailedException("View " + part.view() + " of the topic of sessions has no sessions.");
        }
        if (part.start() < stores.forgottenBefore()) {
            throw new VersionFailedException(
                    "Partition " + part.source()
                            + " of the source, which was added under the version, brought an event of "
                            + Instant.ofEpochMilli(part.start()) + "; sessions that ended before "
                            + Instant.ofEpochMilli(stores.forgottenBefore())
                            + " are no longer kept, since its other partitions divert such events as late. Replay into a new version.");
        }
        SessionKey key = new SessionKey(part.view(), part.key(), part.start());
        List<List<@Nullable Object>> states = new ArrayList<>();
        states.add(part.states());
        long start = part.start();
        long last = part.last();
        long events = part.events();
        for (KeyValue<Bytes, byte[]> near : near(key, part, view.gap())) {
            SessionKey other = SessionKey.of(near.key);
            Session session = Session.of(near.value);
            start = Math.min(start, other.start());
            last = Math.max(last, session.last());
            events += session.events();
            states.add(session.states());
            stores.sessions().delete(near.key);
            stores.dirty().put(near.key, new Change.Deleted(offset).bytes());
        }
        List<@Nullable Object> merged =
                states.size() == 1 ? part.states() : view.states().merged(states);
        Bytes place = key.startingAt(start).bytes();
        stores.sessions().put(place, new Session(last, events, offset, merged).bytes());
        stores.dirty().put(place, new Change.Written().bytes());
    }

    /** The key's sessions that are not further than the gap from the part; few, since they are further than the gap from each other. */
    private List<KeyValue<Bytes, byte[]>> near(SessionKey key, SessionMessage.Part part, long gap) {
        List<KeyValue<Bytes, byte[]>> found = new ArrayList<>();
        Bytes first = key.startingAt(Long.MIN_VALUE).bytes();
        Bytes last = key.startingAt(part.last() + gap).bytes();
        try (KeyValueIterator<Bytes, byte[]> newestFirst = stores.sessions().reverseRange(first, last)) {
            while (newestFirst.hasNext()) {
                KeyValue<Bytes, byte[]> session = newestFirst.next();
                if (Session.of(session.value).last() < part.start() - gap) {
                    break;
                }
                found.add(session);
            }
        }
        return found;
    }
}
