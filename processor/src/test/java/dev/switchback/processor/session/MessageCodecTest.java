package dev.switchback.processor.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import dev.switchback.views.session.CutMark;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages and changes of this release and of those before cuts of sessions. */
class MessageCodecTest {
    @Test
    @DisplayName("what is written is read")
    void roundTrip() {
        SessionMessage.Range range = new SessionMessage.Range(3, 70, OptionalInt.of(5));
        List<SessionMessage> messages = List.of(
                new SessionMessage.Part(range, 2, "k", 10, 20, 4, List.of(4L, "text")),
                new SessionMessage.Marker(range, 1, 99, OptionalLong.of(20)),
                new SessionMessage.Marker(range, 1, 99, OptionalLong.empty()));
        for (SessionMessage message : messages) {
            assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
        }
        for (Change change : List.of(new Change.Written(7), new Change.Deleted(12, 7))) {
            assertEquals(change, Change.of(change.bytes()));
        }
    }

    @Test
    @DisplayName("what releases before cuts of sessions wrote is read, without a cut")
    void earlierLayouts() {
        byte[] marker = ByteBuffer.allocate(37)
                .put((byte) 2)
                .putInt(3)
                .putLong(70)
                .putLong(1)
                .putLong(99)
                .putLong(Long.MIN_VALUE)
                .array();
        SessionMessage.Range range = new SessionMessage.Range(3, 70, OptionalInt.empty());
        assertEquals(new SessionMessage.Marker(range, 1, 99, OptionalLong.empty()), MessageCodec.decode(marker));
        byte[] part = ByteBuffer.allocate(55)
                .put((byte) 1)
                .putInt(3)
                .putLong(70)
                .putShort((short) 2)
                .putInt(1)
                .put((byte) 'k')
                .putLong(10)
                .putLong(20)
                .putLong(4)
                .putShort((short) 1)
                .put((byte) 1)
                .putLong(4)
                .array();
        assertEquals(new SessionMessage.Part(range, 2, "k", 10, 20, 4, List.of(4L)), MessageCodec.decode(part));
        assertEquals(new Change.Written(0), Change.of(new byte[0]));
        assertEquals(
                new Change.Deleted(12, 0),
                Change.of(ByteBuffer.allocate(8).putLong(12).array()));
    }

    @Test
    @DisplayName(
            "P7: a range of an earlier release after a cut ends what is kept, so that the cut is refused and not answered wrongly")
    void earlierReleaseAtWork() {
        SessionStores stores = new SessionStores(
                new MemoryStore<>(),
                new MemoryStore<>(),
                new MemoryStore<>(),
                new MemoryStore<>(),
                new MemoryStore<>());
        KeptCuts cuts = new KeptCuts(stores, version -> OptionalInt.of(5), new VersionId("old", 1));
        cuts.arrive(OptionalInt.empty());
        assertEquals(new CutMark(0, OptionalInt.empty()), cuts.mark());
        assertTrue(cuts.mark().holds(5), "nothing that comes after it was seen");
        cuts.arrive(OptionalInt.of(5));
        assertTrue(cuts.mark().holds(5));
        assertFalse(cuts.mark().holds(4), "of an earlier one nothing was kept");
        cuts.arrive(OptionalInt.empty());
        assertFalse(cuts.mark().holds(5));
        cuts.arrive(OptionalInt.of(5));
        assertFalse(cuts.mark().holds(5), "it does not come back");
    }
}
