package dev.switchback.standalone.proofs.oracle;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record of the log and what is known of it.
 *
 * @param value as it is sent; null for a tombstone
 * @param event null where the record is no event whatever the views read
 * @param spoiled a column whose field is of a wrong type: the record is no event if a view reads that column
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogRecord(
        int partition, byte @Nullable [] value, @Nullable Event event, Optional<String> spoiled) {
    @Override
    public String toString() {
        return partition + " " + (value == null ? "tombstone" : new String(value, StandardCharsets.UTF_8))
                + (event == null
                        ? "   -- no event"
                        : spoiled.map(c -> "   -- bad " + c).orElse(""));
    }
}
