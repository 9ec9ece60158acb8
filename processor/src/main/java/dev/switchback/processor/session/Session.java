package dev.switchback.processor.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a session beside its {@link SessionKey}.
 *
 * @param last event time of its last event, epoch milliseconds
 * @param events how many
 * @param revision offset, in the topic of sessions, of the record that changed it last
 */
record Session(long last, long events, long revision, List<@Nullable Object> states) {
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(last);
            out.writeLong(events);
            out.writeLong(revision);
            StateCodec.write(out, states);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@link #last} alone, without reading the states. */
    static long lastOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    static Session of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new Session(in.readLong(), in.readLong(), in.readLong(), StateCodec.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
