package dev.switchback.processor.session;

import java.nio.ByteBuffer;

/** What the tables have to be told of a session. A state may hold what an earlier release wrote: without the cut, which is 0 then. */
sealed interface Change {
    /** Number of the newest cut that it came after, or may have; the session is kept at it, if it is kept at all (ADR 150). */
    int cut();

    /** It stands as the state has it. */
    record Written(int cut) implements Change {}

    /** It was merged away, or its start moved. */
    record Deleted(long revision, int cut) implements Change {}

    default byte[] bytes() {
        return switch (this) {
            case Written(int cut) ->
                ByteBuffer.allocate(Integer.BYTES).putInt(cut).array();
            case Deleted(long revision, int cut) ->
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(revision)
                        .putInt(cut)
                        .array();
        };
    }

    static Change of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < Long.BYTES) {
            return new Written(in.hasRemaining() ? in.getInt() : 0);
        }
        return new Deleted(in.getLong(), in.hasRemaining() ? in.getInt() : 0);
    }
}
