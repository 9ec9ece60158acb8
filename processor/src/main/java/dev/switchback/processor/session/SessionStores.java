package dev.switchback.processor.session;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition of the topic of sessions.
 *
 * @param sessions {@link SessionKey} → {@link Session}
 * @param dirty {@link SessionKey} → {@link Change}: what the tables do not have yet
 * @param kept {@link Kept.Place} → {@link Kept}
 * @param unwritten {@link Kept.Place} → nothing: what the tables of cuts do not have yet
 * @param progress partition of the source → {@link Progress}; and, below them, numbers of the partition itself
 */
record SessionStores(
        KeyValueStore<Bytes, byte[]> sessions,
        KeyValueStore<Bytes, byte[]> dirty,
        KeyValueStore<Bytes, byte[]> kept,
        KeyValueStore<Bytes, byte[]> unwritten,
        KeyValueStore<Integer, byte[]> progress) {
    private static final String SESSIONS = "sessions";
    private static final String DIRTY = "dirty";
    private static final String KEPT = "kept";
    private static final String UNWRITTEN = "unwritten";
    private static final String PROGRESS = "progress";

    /** In the place of a partition in {@link #progress}. */
    private static final int FORGOTTEN = -1;

    private static final int POSITION = -2;
    private static final int ACKNOWLEDGED = -3;
    private static final int NEWEST_CUT = -4;
    private static final int KEPT_FROM = -5;

    static SessionStores of(ProcessorContext<Void, Void> context) {
        return new SessionStores(
                context.getStateStore(SESSIONS),
                context.getStateStore(DIRTY),
                context.getStateStore(KEPT),
                context.getStateStore(UNWRITTEN),
                context.getStateStore(PROGRESS));
    }

    /** Takes what each partition of the source has brought. */
    void forEachProgress(BiConsumer<Integer, Progress> taker) {
        try (KeyValueIterator<Integer, byte[]> all = progress.range(0, Integer.MAX_VALUE)) {
            all.forEachRemaining(each -> taker.accept(each.key, Progress.of(each.value)));
        }
    }

    /** Sessions that ended before it may be forgotten, epoch milliseconds; none is where it is {@link Long#MIN_VALUE}. */
    long forgottenBefore() {
        return number(FORGOTTEN, Long.MIN_VALUE);
    }

    void forgetBefore(long end) {
        put(FORGOTTEN, end);
    }

    /** Offset after the last record that was in the state when it was last flushed. */
    long position() {
        return number(POSITION, 0);
    }

    void arriveAt(long position) {
        if (position != position()) {
            put(POSITION, position);
        }
    }

    /** Position of the newest flush that every shard of the live store took; -1 before the first. */
    long acknowledged() {
        return number(ACKNOWLEDGED, -1);
    }

    void acknowledge(long position) {
        if (position != acknowledged()) {
            put(ACKNOWLEDGED, position);
        }
    }

    /** Number of the newest cut of which something that comes after it was seen; 0 before the first. */
    int newestCut() {
        return (int) number(NEWEST_CUT, 0);
    }

    void reachCut(int cut) {
        put(NEWEST_CUT, cut);
    }

    /** What {@link Change#cut()} is of a session that is written again as it is: whatever changed after a cut that is kept is kept at it. */
    int cutOfUnchanged() {
        return keptFrom() > 0 ? keptFrom() - 1 : newestCut();
    }

    /** Smallest number of a cut that is kept; 0 while none is. */
    int keptFrom() {
        return (int) number(KEPT_FROM, 0);
    }

    void keepFrom(int cut) {
        put(KEPT_FROM, cut);
    }

    private long number(int place, long absent) {
        byte @Nullable [] known = progress.get(place);
        return known == null ? absent : ByteBuffer.wrap(known).getLong();
    }

    private void put(int place, long number) {
        progress.put(place, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** Sessions may be many, and what is kept of them too, so they are on disk; the rest is small. */
    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                byBytes(Stores.persistentKeyValueStore(SESSIONS)),
                byBytes(Stores.inMemoryKeyValueStore(DIRTY)),
                byBytes(Stores.persistentKeyValueStore(KEPT)),
                byBytes(Stores.inMemoryKeyValueStore(UNWRITTEN)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(PROGRESS), Serdes.Integer(), Serdes.ByteArray()));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> byBytes(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray());
    }
}
