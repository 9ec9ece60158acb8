package dev.switchback.control.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a replay will cost, judged by the pipeline's own past.
 *
 * @param events offsets up to the log's end now
 * @param basis how many finished replays of the pipeline the rate is the median of; 0: no rate is known yet
 * @param eventsPerSecond 0 while no rate is known
 * @param duration until the end of the log is reached; without the throttle that a request may order
 * @param finish when that is
 * @param historyBytes on ClickHouse's disk, as the active version takes; 0 without one
 * @param liveBytes in Redis's memory, as the active version takes; 0 without one
 */
public record Estimate(
        long events,
        int basis,
        double eventsPerSecond,
        Optional<Duration> duration,
        Optional<Instant> finish,
        long historyBytes,
        long liveBytes) {}
