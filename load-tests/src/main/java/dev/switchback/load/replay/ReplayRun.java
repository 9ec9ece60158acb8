package dev.switchback.load.replay;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.views.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Replays a version into both stores and takes the time. */
public final class ReplayRun {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** What watches must not take part: the stores are asked often, for the time; the controller seldom, for failures. */
    private static final int LOOKS_PER_STATUS = 10;

    private final AdminClient admin;
    private final Positions positions;
    private final Function<VersionId, OptionalLong> processorPid;

    /** Where both stores of a version stand. */
    public interface Positions {
        /** The smallest offset, over both stores, that is not stored yet, per partition; partitions without any are absent. */
        Map<Integer, Long> stored(VersionId version);
    }

    /** Told when a replay is in full swing. */
    public interface Listener {
        /** Who does not listen. */
        Listener NONE = new Listener() {};

        /** The first events are in both stores; {@code pid} is the processor's. */
        default void storing(long pid) {}

        /** All are. */
        default void stored(long pid) {}
    }

    /** @param processorPid process id of the JVM that runs a version */
    public ReplayRun(AdminClient admin, Positions positions, Function<VersionId, OptionalLong> processorPid) {
        this.admin = admin;
        this.positions = positions;
        this.processorPid = processorPid;
    }

    /**
     * What was measured.
     *
     * @param replay its id
     * @param seconds from the request until both stores held every event, the start of the processor's JVM included
     * @param firstSeconds from the request until first events were seen in both stores
     * @param steadySeconds from when the first events were seen in both stores
     * @param steadyEvents stored in that time
     * @param peakResidentBytes of the processor's JVM; empty where the system does not tell
     */
    public record Outcome(
            String replay,
            double seconds,
            double firstSeconds,
            double steadySeconds,
            long steadyEvents,
            OptionalLong peakResidentBytes) {}

    /**
     * Starts the replay of a registered version and waits until it has stored everything.
     *
     * @param ends of the log, per partition
     */
    public Outcome run(VersionId version, Map<Integer, Long> ends, Listener listener) {
        long started = System.nanoTime();
        String id = admin.startReplay(version.pipeline(), version.number(), false)
                .path("id")
                .asString();
        long total = sum(ends);
        long first = 0;
        long firstSeen = started;
        long stored = 0;
        for (long look = 1; stored < total; look++) {
            if (look % LOOKS_PER_STATUS == 0) {
                requireNotFailed(admin.replay(version.pipeline(), id));
            }
            LockSupport.parkNanos(POLL_NANOS);
            stored = sum(positions.stored(version));
            if (first == 0 && stored > 0) {
                first = stored;
                firstSeen = System.nanoTime();
                processorPid.apply(version).ifPresent(listener::storing);
            }
        }
        long ended = System.nanoTime();
        processorPid.apply(version).ifPresent(listener::stored);
        return new Outcome(
                id,
                seconds(started, ended),
                seconds(started, firstSeen),
                seconds(firstSeen, ended),
                total - first,
                peakResidentBytes(version));
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void requireNotFailed(ReplayStatus status) {
        if (status.failed()) {
            throw new UserException("The replay " + status.state() + ": " + status.problem());
        }
    }

    private OptionalLong peakResidentBytes(VersionId version) {
        OptionalLong pid = processorPid.apply(version);
        return pid.isPresent() ? peakResidentBytes(pid.getAsLong()) : OptionalLong.empty();
    }

    /** Linux tells it under /proc; other systems do not. */
    private static OptionalLong peakResidentBytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
