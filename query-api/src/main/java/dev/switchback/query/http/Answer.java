package dev.switchback.query.http;

import dev.switchback.query.request.Rows;
import dev.switchback.query.versions.Target;
import java.time.Instant;
import java.util.Optional;

/**
 * What a query is told.
 *
 * @param watermark of the version in the store that was read; empty while no event has an event time
 */
record Answer(Target target, String view, Optional<Instant> watermark, Rows rows) {}
