package dev.switchback.query.app;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One event of the tests' pipeline. */
record Event(
        long time,
        @Nullable String channel,
        boolean robot,
        @Nullable String user,
        @Nullable Long added,
        BigDecimal price) {

    long minute() {
        return Math.floorDiv(time, 60_000) * 60_000;
    }
}
