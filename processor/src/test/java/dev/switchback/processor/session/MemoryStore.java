package dev.switchback.processor.session;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store without Kafka Streams, in the order of its keys. Not thread-safe. */
@SuppressWarnings("NullAway") // Kafka's interface is not annotated
final class MemoryStore<K extends Comparable<K>> implements KeyValueStore<K, byte[]> {
    private final NavigableMap<K, byte[]> content = new TreeMap<>();

    @Override
    public void put(K key, byte @Nullable [] value) {
        if (value == null) {
            content.remove(key);
        } else {
            content.put(key, value);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(K key, byte[] value) {
        return content.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<K, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(K key) {
        return content.remove(key);
    }

    @Override
    public byte @Nullable [] get(K key) {
        return content.get(key);
    }

    @Override
    public KeyValueIterator<K, byte[]> range(@Nullable K from, @Nullable K to) {
        NavigableMap<K, byte[]> tail = from == null ? content : content.tailMap(from, true);
        return of(to == null ? tail : tail.headMap(to, true));
    }

    @Override
    public KeyValueIterator<K, byte[]> reverseRange(K from, K to) {
        return of(content.subMap(from, true, to, true).descendingMap());
    }

    @Override
    public KeyValueIterator<K, byte[]> all() {
        return of(content);
    }

    /** Changes while it is open are not seen, as in Kafka Streams' own stores. */
    private static <K extends Comparable<K>> KeyValueIterator<K, byte[]> of(NavigableMap<K, byte[]> part) {
        Iterator<KeyValue<K, byte[]>> entries = part.entrySet().stream()
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .toList()
                .iterator();
        return new KeyValueIterator<>() {
            @Override
            public void close() {}

            @Override
            public K peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue<K, byte[]> next() {
                return entries.next();
            }
        };
    }

    /** A copy, to go back to after a crash. */
    Map<K, byte[]> copy() {
        return new TreeMap<>(content);
    }

    void restore(Map<K, byte[]> copy) {
        content.clear();
        content.putAll(copy);
    }

    @Override
    public long approximateNumEntries() {
        return content.size();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
