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

/**
 * The state of one partition of the topic of sessions.
 *
 * @param sessions {@link SessionKey} → {@link Session}
 * @param dirty {@link SessionKey} → {@link Change}: what the tables do not have yet
 * @param progress partition of the source → {@link Progress}; and, below them, which sessions may be forgotten
 */
record SessionStores(
        KeyValueStore<Bytes, byte[]> sessions,
        KeyValueStore<Bytes, byte[]> dirty,
        KeyValueStore<Integer, byte[]> progress) {
    private static final String SESSIONS = "sessions";
    private static final String DIRTY = "dirty";
    private static final String PROGRESS = "progress";

    /** In the place of a partition in {@link #progress}. */
    private static final int FORGOTTEN = -1;

    static SessionStores of(ProcessorContext<Void, Void> context) {
        return new SessionStores(
                context.getStateStore(SESSIONS), context.getStateStore(DIRTY), context.getStateStore(PROGRESS));
    }

    /** Takes what each partition of the source has brought. */
    void forEachProgress(BiConsumer<Integer, Progress> taker) {
        try (KeyValueIterator<Integer, byte[]> all = progress.range(0, Integer.MAX_VALUE)) {
            all.forEachRemaining(each -> taker.accept(each.key, Progress.of(each.value)));
        }
    }

    /** Sessions that ended before it may be forgotten, epoch milliseconds; none is where it is {@link Long#MIN_VALUE}. */
    long forgottenBefore() {
        byte[] known = progress.get(FORGOTTEN);
        return known == null ? Long.MIN_VALUE : ByteBuffer.wrap(known).getLong();
    }

    void forgetBefore(long end) {
        progress.put(FORGOTTEN, ByteBuffer.allocate(Long.BYTES).putLong(end).array());
    }

    /** Sessions may be many, so they are on disk; the rest is small. */
    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                byBytes(Stores.persistentKeyValueStore(SESSIONS)),
                byBytes(Stores.inMemoryKeyValueStore(DIRTY)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(PROGRESS), Serdes.Integer(), Serdes.ByteArray()));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> byBytes(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray());
    }
}
