package dev.switchback.control.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One decision.
 *
 * @param id grows; unique over all pipelines
 * @param pipeline empty text where it belongs to none
 * @param replay the replay it belongs to, if any
 * @param actor who decided
 * @param action stable name
 */
public record JournalEntry(
        long id,
        String pipeline,
        Optional<UUID> replay,
        Instant at,
        String actor,
        String action,
        Map<String, Object> detail) {}
