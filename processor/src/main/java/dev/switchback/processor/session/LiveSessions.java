package dev.switchback.processor.session;

import dev.switchback.processor.guard.FaultPoint;
import dev.switchback.processor.guard.FaultPoints;
import dev.switchback.processor.guard.RunStatus;
import dev.switchback.processor.live.SessionScript;
import dev.switchback.processor.live.SessionScript.Operation;
import dev.switchback.processor.live.SessionScript.Result;
import dev.switchback.views.VersionId;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.live.LiveSession;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sessions of one partition of the topic of sessions in the live store, from where the state stands (ADR 101). What an owner writes
 * is taken if no later position has been there; a store that lost what was acknowledged is written again from the state. Not thread-safe.
 */
final class LiveSessions {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);
    /** How often an owner without work looks whether the store still has what it was given. */
    private static final long LOOK_NANOS = 1_000_000_000L;
    /** Of one script: bounds how long it keeps Redis busy. */
    private static final int MOST_ROWS = 2_000;

    private final Target target;
    private final int partition;
    private final SessionStores stores;
    private final SessionScript script;
    private final RunStatus status;
    private final FaultPoints faults;
    /** By the view's position in the plan: its number in the script, from 1. */
    private final Map<Integer, View> views = new LinkedHashMap<>();

    private boolean looked;
    private long lookedAt;
    private boolean rebuilding;

    /**
     * Whose sessions.
     *
     * @param shards of the version's live store
     * @param partitions of the topic of sessions
     */
    record Target(VersionId version, PipelinePlan plan, int shards, int partitions) {}

    private record View(int number, ViewPlan.Aggregate plan, long gap, long retention) {}

    LiveSessions(
            Target target,
            int partition,
            SessionStores stores,
            SessionScript script,
            RunStatus status,
            FaultPoints faults) {
        this.target = target;
        this.partition = partition;
        this.stores = stores;
        this.script = script;
        this.status = status;
        this.faults = faults;
        List<ViewPlan> plans = target.plan().views();
        for (int position = 0; position < plans.size(); position++) {
            if (plans.get(position) instanceof ViewPlan.Aggregate view
                    && view.session().isPresent()
                    && view.live().isPresent()) {
                views.put(
                        position,
                        new View(
                                views.size() + 1,
                                view,
                                view.session().get().gap().toMillis(),
                                view.live().get().retention().toMillis()));
            }
        }
    }

    /**
     * Looks, at first and once in a while, whether the store has what was acknowledged; if not, everything that it should have becomes dirty.
     *
     * @return whether writing makes sense now
     */
    boolean ready() {
        if (views.isEmpty() || (looked && System.nanoTime() - lookedAt < LOOK_NANOS)) {
            return true;
        }
        boolean lost = false;
        if (!rebuilding) {
            for (int shard = 0; shard < target.shards(); shard++) {
                lost |= run(Operation.LOOK, shard, List.of()) == Result.LOST;
            }
        }
        if (lost && !begin()) {
            return false;
        }
        looked = true;
        lookedAt = System.nanoTime();
        return true;
    }

    /** Takes away what the store has of this partition, and makes dirty what it should have. */
    private boolean begin() {
        LOG.warn(
                "{}: the live store lost sessions of partition {}; they are written again",
                target.version(),
                partition);
        faults.reached(FaultPoint.AFTER_LOSS_NOTICED, partition);
        looked = false;
        for (int shard = 0; shard < target.shards(); shard++) {
            Result result;
            do {
                result = run(Operation.WIPE, shard, List.of());
            } while (result == Result.MORE);
            if (result == Result.STALE) {
                return false;
            }
        }
        OptionalLong horizon = horizon();
        try (KeyValueIterator<Bytes, byte[]> sessions = stores.sessions().all()) {
            while (sessions.hasNext()) {
                KeyValue<Bytes, byte[]> each = sessions.next();
                View view = views.get(SessionKey.of(each.key).view());
                if (view != null && isVisible(view, Session.lastOf(each.value) + view.gap(), horizon)) {
                    stores.dirty().putIfAbsent(each.key, new Change.Written(stores.cutOfUnchanged()).bytes());
                }
            }
        }
        // Every shard is there now; one that is not any more has lost data again.
        stores.acknowledge(stores.position());
        rebuilding = true;
        status.rebuilding(
                -1 - partition, "Redis lost data; the live sessions are written again: partition " + partition + ".");
        return true;
    }

    private static boolean isVisible(View view, long end, OptionalLong horizon) {
        return horizon.isEmpty() || end > horizon.getAsLong() - view.retention();
    }

    /** The watermark, as far as this partition knows; empty while it does not. */
    private OptionalLong horizon() {
        Map<Integer, Progress> known = new HashMap<>();
        stores.forEachProgress(known::put);
        if (known.isEmpty()
                || known.values().stream().anyMatch(each -> each.maxEventTime().isEmpty())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(known.values().stream()
                        .mapToLong(each -> each.maxEventTime().getAsLong())
                        .min()
                        .orElseThrow()
                - target.plan().source().outOfOrderness().toMillis());
    }

    /**
     * Writes changes, shard by shard.
     *
     * @param last whether nothing else is dirty
     * @return whether they were taken; if not, they have to be brought again
     */
    boolean write(List<KeyValue<Bytes, Change>> changes, boolean last) {
        if (views.isEmpty()) {
            return true;
        }
        int from = 0;
        do {
            int to = endOfPart(changes, from);
            if (!writePart(changes.subList(from, to), last && to == changes.size())) {
                return false;
            }
            from = to;
        } while (from < changes.size());
        return true;
    }

    /** The changes of a key stand together, and stay so: no reader sees a session beside the one that it was merged into. */
    private static int endOfPart(List<KeyValue<Bytes, Change>> changes, int from) {
        int end = Math.min(from + MOST_ROWS, changes.size());
        while (end > from
                && end < changes.size()
                && SessionKey.areOfOne(changes.get(end - 1).key, changes.get(end).key)) {
            end++;
        }
        return end;
    }

    private boolean writePart(List<KeyValue<Bytes, Change>> changes, boolean last) {
        List<List<String>> shards = new ArrayList<>();
        for (int shard = 0; shard < target.shards(); shard++) {
            shards.add(new ArrayList<>(List.of(!rebuilding || last ? "1" : "")));
        }
        boolean any = rebuilding;
        for (KeyValue<Bytes, Change> change : changes) {
            SessionKey key = SessionKey.of(change.key);
            View view = views.get(key.view());
            if (view != null) {
                append(shards.get(LiveKeys.shardOf(key.key(), target.shards())), view, key, change);
                any = true;
            }
        }
        return !any || apply(shards, last);
    }

    /** All shards, so that every one of them has been where the flush is. */
    private boolean apply(List<List<String>> shards, boolean last) {
        for (int shard = 0; shard < shards.size(); shard++) {
            faults.reached(FaultPoint.BEFORE_LIVE_SESSIONS, partition);
            switch (run(rebuilding ? Operation.REBUILD : Operation.APPLY, shard, shards.get(shard))) {
                case DONE -> {}
                case LOST -> {
                    looked = false;
                    rebuilding = false;
                    return false;
                }
                case STALE, MORE -> {
                    return false;
                }
            }
        }
        faults.reached(FaultPoint.AFTER_LIVE_SESSIONS, partition);
        stores.acknowledge(stores.position());
        if (last && rebuilding) {
            rebuilding = false;
            status.rebuilding(-1 - partition, "");
        }
        return true;
    }

    private void append(List<String> arguments, View view, SessionKey key, KeyValue<Bytes, Change> change) {
        arguments.add(String.valueOf(view.number()));
        arguments.add(key.key());
        arguments.add(String.valueOf(key.start()));
        switch (change.value) {
            case Change.Written(int _) -> {
                Session session = Session.of(stores.sessions().get(change.key));
                long end = session.last() + view.gap();
                arguments.add(String.valueOf(end));
                arguments.add(LiveSession.text(view.plan(), end, session.states()));
            }
            case Change.Deleted(long _, int _) -> {
                arguments.add("0");
                arguments.add("");
            }
        }
    }

    private Result run(Operation operation, int shard, List<String> rest) {
        LiveKeys keys = new LiveKeys(target.version(), shard);
        OptionalLong horizon = horizon();
        List<String> arguments = new ArrayList<>();
        arguments.add(String.valueOf(partition));
        arguments.add(String.valueOf(stores.position()));
        arguments.add(String.valueOf(stores.acknowledged()));
        arguments.add(horizon.isPresent() ? String.valueOf(horizon.getAsLong()) : "");
        arguments.add(String.valueOf(target.partitions()));
        arguments.add(String.valueOf(views.size()));
        for (View view : views.values()) {
            arguments.add(keys.sessionEnds(view.plan().name(), partition));
            arguments.add(keys.sessions(view.plan().name(), ""));
            arguments.add(String.valueOf(view.retention()));
        }
        arguments.addAll(rest);
        return script.run(keys, operation, arguments);
    }
}
