package dev.switchback.control.step;

import java.time.Duration;

/**
 * How long the states may last that do not wait for a person.
 *
 * @param stall how long a replay may make no progress at all
 * @param judging how long gates, or the comparison of a check, may go without an answer to any of their questions
 * @param switching how long a switch is tried again before the replay is ready again
 * @param hold how long query servers hold their queries for one try, and how long its roll call lasts before that
 * @param crossed how long a watched version has to cross a limit before the pointer goes back
 */
public record Deadlines(
        Duration preflight,
        Duration provisioning,
        Duration stall,
        Duration catchUp,
        Duration verifying,
        Duration judging,
        Duration switching,
        Duration hold,
        Duration aborting,
        Duration crossed) {
    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(3));

    public Deadlines withSwitching(Duration newSwitching, Duration newHold) {
        return new Deadlines(
                preflight, provisioning, stall, catchUp, verifying, judging, newSwitching, newHold, aborting, crossed);
    }

    public Deadlines withCrossed(Duration newCrossed) {
        return new Deadlines(
                preflight, provisioning, stall, catchUp, verifying, judging, switching, hold, aborting, newCrossed);
    }

    public Deadlines withStall(Duration newStall) {
        return new Deadlines(
                preflight, provisioning, newStall, catchUp, verifying, judging, switching, hold, aborting, crossed);
    }
}
