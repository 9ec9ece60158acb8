package dev.switchback.processor.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Messages as bytes. The first byte says what follows. A version's topic may hold what an earlier release wrote: layouts that were written once
 * are read for good.
 */
final class MessageCodec {
    /** The same without cuts, as releases before ADR 150 wrote them. */
    private static final int PART_WITHOUT_CUT = 1;

    private static final int MARKER_WITHOUT_CUT = 2;
    private static final int PART = 3;
    private static final int MARKER = 4;
    private static final long NONE = Long.MIN_VALUE;

    private MessageCodec() {}

    static byte[] encode(SessionMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (message) {
                case SessionMessage.Part part -> {
                    write(out, PART, part.range());
                    out.writeShort(part.view());
                    StateCodec.writeText(out, part.key());
                    out.writeLong(part.start());
                    out.writeLong(part.last());
                    out.writeLong(part.events());
                    StateCodec.write(out, part.states());
                }
                case SessionMessage.Marker marker -> {
                    write(out, MARKER, marker.range());
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

    private static void write(DataOutputStream out, int kind, SessionMessage.Range range) throws IOException {
        out.writeByte(kind);
        out.writeInt(range.source());
        out.writeLong(range.from());
        out.writeInt(range.cut().orElseThrow());
    }

    /** @throws UncheckedIOException if the bytes are no message */
    static SessionMessage decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int kind = in.readByte();
            boolean knowsCut = kind == PART || kind == MARKER;
            SessionMessage.Range range = new SessionMessage.Range(
                    in.readInt(), in.readLong(), knowsCut ? OptionalInt.of(in.readInt()) : OptionalInt.empty());
            return switch (kind) {
                case PART, PART_WITHOUT_CUT ->
                    new SessionMessage.Part(
                            range,
                            in.readUnsignedShort(),
                            StateCodec.readText(in),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            StateCodec.read(in));
                case MARKER, MARKER_WITHOUT_CUT ->
                    new SessionMessage.Marker(range, in.readLong(), in.readLong(), time(in.readLong()));
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
