package dev.switchback.processor.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One offset of an in-memory log.
 *
 * @param present false for an offset without a record, such as a transaction marker's
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogRecord(boolean present, byte @Nullable [] value) {}
