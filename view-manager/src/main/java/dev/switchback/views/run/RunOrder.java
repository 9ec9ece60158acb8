package dev.switchback.views.run;

import java.util.OptionalLong;

/**
 * What the controller wants of a version's processor.
 *
 * @param paused true: keep the partitions, take no new events, flush what is there
 * @param eventsPerSecond upper limit over all instances; empty: none
 */
public record RunOrder(boolean paused, OptionalLong eventsPerSecond) {
    public static final RunOrder FULL_SPEED = new RunOrder(false, OptionalLong.empty());
}
