package dev.switchback.views.manifest;

import java.time.Duration;

/**
 * What is done about events that come late and partitions that fall silent.
 *
 * @param allowedLateness how far beyond the out-of-orderness bound an event may come before it is late; zero or more, zero where late
 *     events are accepted
 * @param idleTimeout after how long without an event a partition that is read to its end no longer holds the watermark back; more than
 *     zero
 */
public record TimePolicy(LateEvents lateEvents, Duration allowedLateness, Duration idleTimeout) {
    public static final TimePolicy DEFAULT = new TimePolicy(LateEvents.ACCEPT, Duration.ZERO, Duration.ofMinutes(1));

    /** What becomes of an event that is late. */
    public enum LateEvents {
        /** It counts like every other. */
        ACCEPT,
        /** It goes to no view and is kept beside the dead letters. */
        DIVERT
    }
}
