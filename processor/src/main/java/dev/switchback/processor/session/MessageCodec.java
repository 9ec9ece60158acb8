package dev.switchback.processor.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/** Messages as bytes. The first byte says what follows; both halves of a version's processor are of one release or change it together. */
final class MessageCodec {
    private static final int PART = 1;
    private static final int MARKER = 2;
    private static final long NONE = Long.MIN_VALUE;

    private MessageCodec() {}

    static byte[] encode(SessionMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (message) {
                case SessionMessage.Part part -> {
                    out.writeByte(PART);
                    out.writeInt(part.source());
                    out.writeLong(part.from());
                    out.writeShort(part.view());
                    StateCodec.writeText(out, part.key());
                    out.writeLong(part.start());
                    out.writeLong(part.last());
                    out.writeLong(part.events());
                    StateCodec.write(out, part.states());
                }
                case SessionMessage.Marker marker -> {
                    out.writeByte(MARKER);
                    out.writeInt(marker.source());
                    out.writeLong(marker.from());
                    out.writeLong(marker.beginning());
                    out.writeLong(marker.end());
                    out.writeLong(marker.maxEventTime().orElse(NONE));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if the bytes are no message */
    static SessionMessage decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kind = in.readByte();
            int source = in.readInt();
            long from = in.readLong();
            return switch (kind) {
                case PART ->
                    new SessionMessage.Part(
                            source,
                            from,
                            in.readUnsignedShort(),
                            StateCodec.readText(in),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            StateCodec.read(in));
                case MARKER ->
                    new SessionMessage.Marker(source, from, in.readLong(), in.readLong(), time(in.readLong()));
                default -> throw new IOException("no message begins with " + kind);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionalLong time(long millis) {
        return millis == NONE ? OptionalLong.empty() : OptionalLong.of(millis);
    }
}
