package dev.switchback.processor.runtime;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A partition whose log is a list: record {@code i} has offset {@code i}, null is a tombstone. Belongs to one thread. */
public final class DirectPartition {
    private final PartitionRun run;
    private long position;

    DirectPartition(RunFactory factory, int partition) {
        this.run = factory.open(partition, factory.newReader(), new PartitionRun.Log() {
            @Override
            public void seek(long offset) {
                position = offset;
            }

            @Override
            public boolean endsAt(long offset) {
                return false;
            }
        });
    }

    /** Offset of the next record to be read. */
    public long position() {
        return position;
    }

    /** Reads up to {@code most} records, as one poll would bring them. */
    public void read(List<byte @Nullable []> log, int most) {
        int from = (int) position;
        int to = Math.min(log.size(), from + most);
        position = to;
        run.polled(to - from, to, log.size() - to);
        for (int offset = from; offset < to; offset++) {
            run.process(new ConsumerRecord<>("direct", 0, offset, null, log.get(offset)));
        }
    }

    /** Flushes what is due. */
    public void tick() {
        run.tick();
    }

    /** Offset up to which the history store has everything. */
    public long settled() {
        return run.settled();
    }
}
