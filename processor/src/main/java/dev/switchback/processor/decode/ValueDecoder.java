package dev.switchback.processor.decode;

import org.jspecify.annotations.Nullable;

/** Reads records' values in one format. Not thread-safe. */
interface ValueDecoder {
    /**
     * Decodes one record's value.
     *
     * @param row receives the columns of the value, NULL where there is none; the others are left alone
     * @throws BadEventException if the record is no event; the content of {@code row} is undefined then
     */
    void decode(byte[] value, @Nullable Object[] row) throws BadEventException;
}
