package dev.switchback.processor.decode;

import org.jspecify.annotations.Nullable;

/** Reads or passes over a value of one Avro type. */
@FunctionalInterface
interface AvroReader {
    /**
     * Takes the value from the input.
     *
     * @param row receives what columns want of it
     * @throws BadEventException if it is malformed, or none of a column's values
     */
    void read(AvroInput in, @Nullable Object[] row) throws BadEventException;
}
