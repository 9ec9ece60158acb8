package dev.switchback.processor.session;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What a partition of the topic of sessions has seen of one partition of the source.
 *
 * @param offset every event below it that belongs here was taken
 * @param maxEventTime largest event time below it, on the whole partition of the source
 */
record Progress(long offset, OptionalLong maxEventTime) {
    private static final long NONE = Long.MIN_VALUE;

    byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(offset)
                .putLong(maxEventTime.orElse(NONE))
                .array();
    }

    static Progress of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long offset = in.getLong();
        long time = in.getLong();
        return new Progress(offset, time == NONE ? OptionalLong.empty() : OptionalLong.of(time));
    }
}
