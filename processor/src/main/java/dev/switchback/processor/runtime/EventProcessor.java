package dev.switchback.processor.runtime;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Hands the records of a task's one partition to its run, bundle by bundle. */
public final class EventProcessor implements Processor<byte[], byte[], Void, Void> {
    private static final Duration TICK = Duration.ofMillis(20);

    private @Nullable ProcessorContext<Void, Void> context;
    private int partition;

    @Override
    public void init(ProcessorContext<Void, Void> newContext) {
        context = newContext;
        partition = newContext.taskId().partition();
        newContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> {
            PartitionRun run = run();
            if (run != null) {
                run.tick();
            }
        });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        LedgerConsumer consumer = LedgerConsumer.ofThread();
        if (consumer != null && context != null) {
            consumer.process(partition, context.recordMetadata().orElseThrow().offset());
        }
    }

    private @Nullable PartitionRun run() {
        LedgerConsumer consumer = LedgerConsumer.ofThread();
        return consumer == null ? null : consumer.run(partition);
    }
}
