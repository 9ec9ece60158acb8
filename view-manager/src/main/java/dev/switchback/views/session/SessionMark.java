package dev.switchback.views.session;

import java.util.OptionalLong;

/**
 * How much of one partition of the source is in the tables of sessions.
 *
 * @param offset every event below it is in them
 * @param maxEventTime largest event time of those, epoch milliseconds; empty while there is none
 */
public record SessionMark(long offset, OptionalLong maxEventTime) {}
