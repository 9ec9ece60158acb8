package dev.switchback.processor.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Identity of a session in its view: sessions of a key never begin at the same time. As bytes, the sessions of a key stand together, in the
 * order of their starts.
 *
 * @param view position in the plan
 * @param key text of the session's key
 * @param start epoch milliseconds
 */
record SessionKey(int view, String key, long start) {
    private static final int FIXED = Short.BYTES + Integer.BYTES + Long.BYTES;

    Bytes bytes() {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(FIXED + text.length)
                .putShort((short) view)
                .putInt(text.length)
                .put(text)
                .putLong(start ^ Long.MIN_VALUE)
                .array());
    }

    static SessionKey of(Bytes bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes.get());
        int view = Short.toUnsignedInt(in.getShort());
        byte[] text = new byte[in.getInt()];
        in.get(text);
        return new SessionKey(view, new String(text, StandardCharsets.UTF_8), in.getLong() ^ Long.MIN_VALUE);
    }

    /** Whether two sessions belong to the same key of the same view. */
    static boolean areOfOne(Bytes one, Bytes other) {
        SessionKey key = of(one);
        return key.equals(of(other).startingAt(key.start()));
    }

    SessionKey startingAt(long other) {
        return new SessionKey(view, key, other);
    }
}
