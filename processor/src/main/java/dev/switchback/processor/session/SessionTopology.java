package dev.switchback.processor.session;

import dev.switchback.processor.guard.RunStatus;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The session half as Kafka Streams runs it: one source, one processor, its stores. */
public final class SessionTopology {
    private SessionTopology() {}

    /**
     * @param topic of sessions
     * @param period how often changes are brought to the tables
     */
    public static Topology of(String topic, SessionTasks tasks, RunStatus status, Duration period) {
        ProcessorSupplier<byte[], byte[], Void, Void> supplier = new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], Void, Void> get() {
                return new SessionProcessor(tasks, status, period);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return SessionStores.builders();
            }
        };
        return new Topology().addSource("parts", topic).addProcessor("keeper", supplier, "parts");
    }
}
