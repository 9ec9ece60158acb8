package dev.switchback.processor.decode;

import org.jspecify.annotations.Nullable;

/** Reads what columns want of one field of a message. Remembers what it has read of the record so far; not thread-safe. */
interface ProtobufField {
    /**
     * Takes one occurrence of the field; one of another wire type than the field's is passed over, as an unknown field is.
     *
     * @param tag with its wire type
     */
    void read(ProtobufInput in, int tag, @Nullable Object[] row) throws BadEventException;

    /** The field is unset: another of its oneof came later, or its map's entry came once more. */
    void forget(@Nullable Object[] row);
}
