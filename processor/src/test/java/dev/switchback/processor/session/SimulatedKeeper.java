package dev.switchback.processor.session;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.session.CutMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of a {@link SimulatedTopic}, commits its state now and then, dies and goes on from there, while what it wrote stays in the
 * tables. Not thread-safe.
 */
final class SimulatedKeeper {
    private static final VersionId VERSION = new VersionId("simulated", 1);

    private final PipelinePlan plan;
    private final SimulatedTopic topic;
    private final Random random;
    private final MemoryStore<Bytes> sessions = new MemoryStore<>();
    private final MemoryStore<Bytes> dirty = new MemoryStore<>();
    private final MemoryStore<Bytes> kept = new MemoryStore<>();
    private final MemoryStore<Bytes> unwritten = new MemoryStore<>();
    private final MemoryStore<Integer> progress = new MemoryStore<>();
    private final SessionStores stores = new SessionStores(sessions, dirty, kept, unwritten, progress);
    private final Map<Bytes, Row> table = new HashMap<>();
    private final Map<Bytes, Kept> cutTable = new TreeMap<>();
    private KeptCuts cuts;
    private SessionKeeper keeper;
    private int consumed;
    private Runnable lastCommit;
    /** Of the newest flush that left nothing dirty. */
    private Map<Integer, Long> toldProgress = Map.of();

    private CutMark toldMark = new CutMark(0, OptionalInt.empty());
    private boolean outages;

    /** @param session null: deleted */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long revision, int stamp, byte @Nullable [] session) {}

    SimulatedKeeper(PipelinePlan plan, SimulatedTopic topic, Random random) {
        this.plan = plan;
        this.topic = topic;
        this.random = random;
        this.cuts = new KeptCuts(stores, this::oldest, VERSION);
        this.keeper = new SessionKeeper(plan, stores, cuts);
        this.lastCommit = snapshot();
    }

    /** From now on the lease's store is away now and then. */
    void allowOutages() {
        outages = true;
    }

    private OptionalInt oldest(VersionId version) {
        if (outages && random.nextInt(3) == 0) {
            throw new StoreUnavailableException("away", new IllegalStateException());
        }
        return topic.leases.isEmpty() ? OptionalInt.empty() : OptionalInt.of(topic.leases.first());
    }

    void take(int most) {
        for (int i = 0; i < most && consumed < topic.messages.size(); i++) {
            SessionMessage message = topic.messages.get(consumed);
            keeper.take(MessageCodec.decode(MessageCodec.encode(message)), consumed);
            consumed++;
        }
    }

    boolean hasTakenAll() {
        return consumed == topic.messages.size();
    }

    /** What is kept first, then the rows, some or all; then it tells. */
    void flush(Runnable between) {
        for (Bytes at : keys(unwritten)) {
            Kept now = Kept.of(Objects.requireNonNull(kept.get(at)));
            cutTable.merge(at, now, (before, after) -> before.revision() > after.revision() ? before : after);
            unwritten.delete(at);
        }
        between.run();
        for (Bytes place : keys(dirty)) {
            if (random.nextInt(8) > 0) {
                write(place, Change.of(Objects.requireNonNull(dirty.get(place))));
                dirty.delete(place);
            }
        }
        if (keys(dirty).isEmpty()) {
            Map<Integer, Long> reached = new HashMap<>();
            stores.forEachProgress((source, mark) -> reached.put(source, mark.offset()));
            toldProgress = reached;
            toldMark = cuts.mark();
            cuts.tidy();
        }
    }

    private void write(Bytes place, Change change) {
        byte[] session = sessions.get(place);
        Row row = switch (change) {
            case Change.Written(int cut) -> {
                byte[] bytes = Objects.requireNonNull(session);
                yield new Row(Session.of(bytes).revision(), cut, bytes);
            }
            case Change.Deleted(long revision, int cut) -> new Row(revision, cut, null);
        };
        table.merge(place, row, (before, after) -> before.revision() > after.revision() ? before : after);
    }

    private static List<Bytes> keys(MemoryStore<Bytes> store) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(each -> keys.add(each.key));
        }
        return keys;
    }

    void commit() {
        lastCommit = snapshot();
    }

    void crash() {
        lastCommit.run();
    }

    private Runnable snapshot() {
        Map<Bytes, byte[]> ofSessions = sessions.copy();
        Map<Bytes, byte[]> ofDirty = dirty.copy();
        Map<Bytes, byte[]> ofKept = kept.copy();
        Map<Bytes, byte[]> ofUnwritten = unwritten.copy();
        Map<Integer, byte[]> ofProgress = progress.copy();
        int position = consumed;
        return () -> {
            sessions.restore(ofSessions);
            dirty.restore(ofDirty);
            kept.restore(ofKept);
            unwritten.restore(ofUnwritten);
            progress.restore(ofProgress);
            consumed = position;
            cuts = new KeptCuts(stores, this::oldest, VERSION);
            keeper = new SessionKeeper(plan, stores, cuts);
        };
    }

    /** Whether a cut of the topic may be compared, by what was told. */
    boolean holds(int cut) {
        return topic.fences().getOrDefault(cut, Map.of()).entrySet().stream()
                        .allMatch(fence -> toldProgress.getOrDefault(fence.getKey(), 0L) >= fence.getValue())
                && toldMark.holds(cut);
    }

    /** Places for which something is kept. */
    int keptPlaces() {
        return keys(kept).size();
    }

    /** The tables' sessions at a cut; empty where they show that they cannot be read there. */
    Optional<Map<String, String>> read(int cut) {
        Map<Bytes, KeyValue<Integer, Kept>> chosen = new HashMap<>();
        cutTable.forEach((at, row) -> {
            Kept.Place place = Kept.Place.of(at);
            if (place.cut() >= cut) {
                chosen.merge(
                        place.session(),
                        KeyValue.pair(place.cut(), row),
                        (one, other) -> one.key <= other.key ? one : other);
            }
        });
        Map<String, String> sessions = new TreeMap<>();
        for (Map.Entry<Bytes, Row> row : table.entrySet()) {
            if (!chosen.containsKey(row.getKey())) {
                if (row.getValue().stamp() >= cut) {
                    return Optional.empty();
                }
                add(sessions, row.getKey(), row.getValue().session());
            }
        }
        chosen.forEach((place, row) -> add(sessions, place, row.value.session()));
        return Optional.of(sessions);
    }

    private static void add(Map<String, String> sessions, Bytes place, byte @Nullable [] bytes) {
        if (bytes != null) {
            SessionKey key = SessionKey.of(place);
            Session session = Session.of(bytes);
            sessions.put(
                    key.key() + "|" + key.start(),
                    session.last() + "|" + session.states().getFirst());
        }
    }
}
