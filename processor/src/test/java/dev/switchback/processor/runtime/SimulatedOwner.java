package dev.switchback.processor.runtime;

import dev.switchback.processor.guard.FaultPoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An owner of one partition as a stream thread is one, but reading a list instead of Kafka: records wait in a queue between the poll and
 * their processing, also those that a seek has made stale. Everything else is the real thing. Belongs to one thread.
 */
public final class SimulatedOwner {
    private record Queued(long offset, LogRecord record) {}

    private final RunFactory factory;
    private final List<LogRecord> log;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final PartitionRun run;
    private long position;

    /** Opens the partition; its stores are asked where they stand. */
    public SimulatedOwner(RunFactory factory, int partition, List<LogRecord> log) {
        this.factory = factory;
        this.log = log;
        this.run = factory.open(partition, factory.newReader(), new PartitionRun.Log() {
            @Override
            public void seek(long offset) {
                position = offset;
            }

            @Override
            public boolean endsAt(long offset) {
                return offset >= log.size();
            }
        });
    }

    /** Takes up to {@code offsets} offsets of the log into the queue. */
    public void poll(int offsets) {
        int records = 0;
        for (int i = 0; i < offsets && position < log.size(); i++) {
            LogRecord record = log.get((int) position);
            if (record.present()) {
                queue.add(new Queued(position, record));
                records++;
            }
            position++;
        }
        run.polled(records, position, log.size() - position);
    }

    /** Processes up to {@code records} queued records. */
    public void process(int records) {
        for (int i = 0; i < records && !queue.isEmpty(); i++) {
            Queued next = queue.remove();
            run.process(new ConsumerRecord<>(
                    "simulated", 0, next.offset(), null, next.record().value()));
        }
    }

    public void tick() {
        run.tick();
    }

    /** Where the group's offset would be committed. */
    public long commit() {
        factory.faults().reached(FaultPoint.BEFORE_KAFKA_COMMIT, -1);
        return run.settled();
    }

    /** Whether it has nothing left to do, with batches that wait for nothing. */
    public boolean finished() {
        if (!queue.isEmpty() || position < log.size()) {
            return false;
        }
        run.tick();
        return position == log.size() && run.settled() == position;
    }
}
