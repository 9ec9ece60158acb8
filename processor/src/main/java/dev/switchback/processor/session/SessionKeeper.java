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
import org.jspecify.annotations.Nullable;

/** Keeps the sessions of one partition of the topic of sessions. Not thread-safe. */
final class SessionKeeper {
    private final SessionStores stores;
    private final KeptCuts cuts;
    private final Map<Integer, View> views = new HashMap<>();

    SessionKeeper(PipelinePlan plan, SessionStores stores, KeptCuts cuts) {
        this.stores = stores;
        this.cuts = cuts;
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
        SessionMessage.Range range = message.range();
        byte @Nullable [] known = stores.progress().get(range.source());
        // A range that comes again, after a crash between its transaction and its settlement, is below the mark.
        if (known != null && range.from() < Progress.of(known).offset()) {
            return;
        }
        cuts.arrive(range.cut());
        switch (message) {
            case SessionMessage.Part part -> merge(part, offset);
            case SessionMessage.Marker marker -> {
                long expected =
                        known == null ? marker.beginning() : Progress.of(known).offset();
                if (range.from() != expected) {
                    throw new VersionFailedException(
                            "The topic of sessions lacks the offsets " + expected + " to "
                                    + range.from() + " of partition " + range.source()
                                    + " of the source: it was truncated or recreated under the version; replay into a new version.");
                }
                stores.progress().put(range.source(), new Progress(marker.end(), marker.maxEventTime()).bytes());
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
                    "Partition " + part.range().source()
                            + " of the source, which was added under the version, brought an event of "
                            + Instant.ofEpochMilli(part.start()) + "; sessions that ended before "
                            + Instant.ofEpochMilli(stores.forgottenBefore())
                            + " are no longer kept, since its other partitions divert such events as late. Replay into a new version.");
        }
        cuts.targets(part.range().cut()).forEach(sessions -> merge(part, sessions, view, offset));
    }

    private static void merge(SessionMessage.Part part, Sessions sessions, View view, long offset) {
        List<List<@Nullable Object>> states = new ArrayList<>();
        states.add(part.states());
        long start = part.start();
        long last = part.last();
        long events = part.events();
        for (KeyValue<Bytes, byte[]> near : sessions.near(part, view.gap())) {
            SessionKey other = SessionKey.of(near.key);
            Session session = Session.of(near.value);
            start = Math.min(start, other.start());
            last = Math.max(last, session.last());
            events += session.events();
            states.add(session.states());
            sessions.delete(near.key, offset);
        }
        List<@Nullable Object> merged =
                states.size() == 1 ? part.states() : view.states().merged(states);
        Bytes place = new SessionKey(part.view(), part.key(), start).bytes();
        sessions.put(place, new Session(last, events, offset, merged).bytes(), offset);
    }
}
