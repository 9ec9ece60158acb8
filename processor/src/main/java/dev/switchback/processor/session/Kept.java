package dev.switchback.processor.session;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a place for a cut.
 *
 * @param revision offset, in the topic of sessions, of the record that changed it last, or made it to be kept
 * @param session the bytes of a {@link Session}; null: there was none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Kept(long revision, byte @Nullable [] session) {
    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + (session == null ? 0 : session.length));
        out.putLong(revision);
        if (session != null) {
            out.put(session);
        }
        return out.array();
    }

    static Kept of(byte[] bytes) {
        return new Kept(
                ByteBuffer.wrap(bytes).getLong(),
                bytes.length == Long.BYTES ? null : Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
    }

    /** Where it stands: what is kept of a place stands together, in the order of the cuts' numbers. */
    record Place(Bytes session, int cut) {
        Bytes bytes() {
            return Bytes.wrap(ByteBuffer.allocate(session.get().length + Integer.BYTES)
                    .put(session.get())
                    .putInt(cut)
                    .array());
        }

        static Place of(Bytes bytes) {
            int length = bytes.get().length - Integer.BYTES;
            return new Place(
                    Bytes.wrap(Arrays.copyOf(bytes.get(), length)),
                    ByteBuffer.wrap(bytes.get()).getInt(length));
        }
    }
}
