package dev.switchback.processor.session;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state of one partition of the topic of sessions.
 *
 * @param sessions {@link SessionKey} → {@link Session}
 * @param dirty {@link SessionKey} → {@link Change}: what the tables do not have yet
 * @param progress partition of the source → {@link Progress}
 */
record SessionStores(
        KeyValueStore<Bytes, byte[]> sessions,
        KeyValueStore<Bytes, byte[]> dirty,
        KeyValueStore<Integer, byte[]> progress) {
    private static final String SESSIONS = "sessions";
    private static final String DIRTY = "dirty";
    private static final String PROGRESS = "progress";

    static SessionStores of(ProcessorContext<Void, Void> context) {
        return new SessionStores(
                context.getStateStore(SESSIONS), context.getStateStore(DIRTY), context.getStateStore(PROGRESS));
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
