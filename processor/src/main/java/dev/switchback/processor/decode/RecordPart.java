package dev.switchback.processor.decode;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads columns from elsewhere in a record than its value. Not thread-safe. */
@FunctionalInterface
interface RecordPart {
    /**
     * Sets its columns of the row, all of them.
     *
     * @throws BadEventException if what stands there is none of a column's values
     */
    void read(ConsumerRecord<byte[], byte[]> record, @Nullable Object[] row) throws BadEventException;
}
