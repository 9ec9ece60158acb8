package dev.switchback.standalone.proofs.oracle;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record says, by column.
 *
 * @param time event time, epoch milliseconds
 * @param values column → value; absent for NULL
 */
public record Event(long time, Map<String, Object> values) {
    @Nullable
    Object get(String column) {
        return values.get(column);
    }
}
