package dev.switchback.views.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that could not be decoded or evaluated, or that came too late and was diverted.
 *
 * @param reason code of a {@link DeadLetterReason}
 * @param detail a sentence: which field, what was found, how late it came
 * @param payload the record's value, read-only; empty for a tombstone
 * @param timestamp the broker's
 */
public record DeadLetter(
        int partition, long offset, String reason, String detail, Optional<ByteBuffer> payload, Instant timestamp) {}
