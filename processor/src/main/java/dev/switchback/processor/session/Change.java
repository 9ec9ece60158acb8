package dev.switchback.processor.session;

import java.nio.ByteBuffer;

/** What the tables have to be told of a session. */
sealed interface Change {
    /** It stands as the state has it. */
    record Written() implements Change {}

    /** It was merged away, or its start moved. */
    record Deleted(long revision) implements Change {}

    default byte[] bytes() {
        return switch (this) {
            case Written() -> new byte[0];
            case Deleted(long revision) ->
                ByteBuffer.allocate(Long.BYTES).putLong(revision).array();
        };
    }

    static Change of(byte[] bytes) {
        return bytes.length == 0
                ? new Written()
                : new Deleted(ByteBuffer.wrap(bytes).getLong());
    }
}
