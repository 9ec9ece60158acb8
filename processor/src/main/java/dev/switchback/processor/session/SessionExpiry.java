package dev.switchback.processor.session;

import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Forgets sessions that no event can extend any more, where late events are diverted, so that the state stays bounded (ADR 100). They stay
 * in the tables. The state is looked through in steps, as Kafka's transaction must not be held open for long. Not thread-safe.
 */
final class SessionExpiry {
    private static final int MOST_LOOKED_AT = 20_000;

    private final SessionStores stores;
    private final int sources;
    private final OptionalLong tolerated;
    /** By the view's position in the plan. */
    private final Map<Integer, View> views = new HashMap<>();

    /** @param longer how much longer than events may extend them sessions are kept, for the live store; milliseconds */
    private record View(long gap, long longer) {}

    /** Where the next step begins; null between two rounds. */
    private @Nullable Bytes next;

    /** @param sources partitions of the source that have to bring events before anything is forgotten */
    SessionExpiry(PipelinePlan plan, SessionStores stores, int sources) {
        this.stores = stores;
        this.sources = sources;
        this.tolerated = plan.source()
                .tolerated()
                .map(Duration::toMillis)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        for (int position = 0; position < plan.views().size(); position++) {
            if (plan.views().get(position) instanceof ViewPlan.Aggregate view
                    && view.session().isPresent()) {
                long shown = view.live()
                        .map(live -> live.retention().plus(plan.source().outOfOrderness()))
                        .orElse(Duration.ZERO)
                        .toMillis();
                long gap = view.session().get().gap().toMillis();
                views.put(position, new View(gap, Math.max(0, shown - tolerated.orElse(0))));
            }
        }
    }

    /** The next step, if there is anything to do. Nothing may be dirty. */
    void run() {
        if (tolerated.isEmpty()) {
            return;
        }
        if (next == null) {
            long before = extendable(tolerated.getAsLong());
            // A round is worth it when sessions may have ended since the last one.
            long least = views.values().stream().mapToLong(View::gap).min().orElse(0);
            long last = stores.forgottenBefore();
            if (before == Long.MIN_VALUE || (last != Long.MIN_VALUE && before - last < least)) {
                return;
            }
            stores.forgetBefore(before);
        }
        step(stores.forgottenBefore());
    }

    /** No event before it can come any more, but as a late one; {@link Long#MIN_VALUE} while that is not known. */
    private long extendable(long tolerance) {
        Map<Integer, Progress> known = new HashMap<>();
        stores.forEachProgress(known::put);
        boolean all = IntStream.range(0, sources).allMatch(known::containsKey)
                && known.values().stream().allMatch(each -> each.maxEventTime().isPresent());
        return all
                ? known.values().stream()
                                .mapToLong(each -> each.maxEventTime().getAsLong())
                                .min()
                                .orElseThrow()
                        - tolerance
                : Long.MIN_VALUE;
    }

    private void step(long before) {
        int looked = 0;
        try (KeyValueIterator<Bytes, byte[]> sessions =
                next == null ? stores.sessions().all() : stores.sessions().range(next, null)) {
            next = null;
            while (sessions.hasNext()) {
                KeyValue<Bytes, byte[]> each = sessions.next();
                if (looked++ == MOST_LOOKED_AT) {
                    next = each.key;
                    return;
                }
                View view = views.get(SessionKey.of(each.key).view());
                if (view != null && Session.lastOf(each.value) + view.gap() < before - view.longer()) {
                    stores.sessions().delete(each.key);
                }
            }
        }
    }
}
