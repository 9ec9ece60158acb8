package dev.switchback.control.loop;

import dev.switchback.control.replay.Failure;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.replay.Transition;
import dev.switchback.control.step.Boundaries;
import dev.switchback.control.step.Deadlines;
import dev.switchback.control.step.Step;
import dev.switchback.control.step.Steps;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one step of a replay and persists what it decides. One call per version at a time. */
public final class ReplayDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayDriver.class);
    private static final Duration MEASURE_PERIOD = Duration.ofMillis(250);
    /** A deadline that passed while no controller ran gives the replay this long to get on. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Unexpected errors in a row before a replay fails. */
    private static final int PATIENCE = 5;

    private final ReplayStore store;
    private final Steps steps;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Boundaries boundaries;
    private final Backoff backoff = new Backoff();
    private final Map<UUID, Watched> watched = new ConcurrentHashMap<>();

    public ReplayDriver(ReplayStore store, Steps steps, Deadlines deadlines, Clock clock, Boundaries boundaries) {
        this.store = store;
        this.steps = steps;
        this.deadlines = deadlines;
        this.clock = clock;
        this.boundaries = boundaries;
    }

    /** @return whether the replay went to another state, so that its next step can follow at once */
    boolean advance(Replay replay) {
        // A newer controller's: not even its progress is written here, whose fields may be others.
        if (replay.state() == ReplayState.UNKNOWN || backoff.pausing(replay.id())) {
            return false;
        }
        try {
            Step.Outcome outcome = steps.run(replay);
            backoff.worked(replay.id());
            return switch (outcome) {
                case Step.Outcome.Move move -> write(Transition.of(replay, move.next(), move.detail()));
                case Step.Outcome.Wait wait -> waiting(wait.measured());
            };
        } catch (StoreUnavailableException e) {
            backoff.failed(replay.id());
            LOG.warn("The replay of {} waits: {}", replay.version(), e.getMessage());
            note(replay, e);
            return false;
        } catch (RuntimeException e) {
            return broken(replay, e);
        }
    }

    /** So that whoever looks at the replay sees what it waits for; where the catalog itself is away, nobody can look. */
    private void note(Replay replay, StoreUnavailableException e) {
        String note = String.valueOf(e.getMessage());
        if (!(e instanceof StoreDeniedException)
                || note.equals(replay.progress().note())) {
            return;
        }
        try {
            store.measure(replay.withProgress(replay.progress().withNote(note)));
        } catch (StoreUnavailableException away) {
            LOG.debug("the note was not taken", away);
        }
    }

    /** Forgets what was seen while another controller led. */
    void forget() {
        watched.clear();
    }

    private boolean write(Transition transition) {
        Replay after = transition.after();
        String edge = transition.before().state().word() + ">" + after.state().word();
        boundaries.pass("before " + edge);
        boolean written = store.write(transition);
        boundaries.pass("after " + edge);
        if (written) {
            LOG.info("{}: replay {} {}", after.version(), after.id(), edge);
        }
        return written;
    }

    private boolean waiting(Replay measured) {
        long now = System.nanoTime();
        Watched seen = watched.get(measured.id());
        if (seen == null || seen.revision != measured.revision()) {
            seen = new Watched(measured.revision(), now, now - MEASURE_PERIOD.toNanos());
        }
        boolean overdue = measured.deadline()
                .map(deadline -> clock.instant().isAfter(deadline))
                .orElse(false);
        if (overdue && limited(measured.state()) && now - seen.since > grace().toNanos()) {
            return write(Transition.of(measured, late(measured), Map.of()));
        }
        if (now - seen.measured >= MEASURE_PERIOD.toNanos()) {
            store.measure(measured);
            seen = new Watched(seen.revision, seen.since, now);
        }
        watched.put(measured.id(), seen);
        return false;
    }

    private Duration grace() {
        return GRACE.compareTo(deadlines.stall()) < 0 ? GRACE : deadlines.stall();
    }

    private static boolean limited(ReplayState state) {
        return switch (state) {
            case PREFLIGHT, PROVISIONING, REPLAYING, CATCHING_UP, VERIFYING -> true;
            // A switch and a removal mind their own deadlines; the others wait for a person.
            case SWITCHING, ABORTING, CLEARING, CHECKED, REQUESTED, READY, PAUSED, DONE, ABORTED, FAILED, UNKNOWN ->
                false;
        };
    }

    private static Replay late(Replay replay) {
        String note = replay.progress().note().isEmpty()
                ? ""
                : " It waited for this: " + replay.progress().note() + ".";
        return replay.state() == ReplayState.REPLAYING
                ? replay.toFailed(new Failure(
                        Failure.Code.STALLED, "No event was processed for too long; is the processor running?" + note))
                : replay.toFailed(new Failure(
                        Failure.Code.DEADLINE_EXCEEDED,
                        "The replay was " + replay.state().word() + " for too long." + note));
    }

    private boolean broken(Replay replay, RuntimeException e) {
        int times = backoff.failed(replay.id());
        LOG.error(
                "The replay of {} met an unexpected error while {}",
                replay.version(),
                replay.state().word(),
                e);
        boolean mayFail = limited(replay.state()) || replay.state() == ReplayState.READY;
        if (times < PATIENCE || !mayFail) {
            return false;
        }
        String message = "Unexpected error while " + replay.state().word() + ": " + e.getMessage();
        return write(Transition.of(
                replay, replay.toFailed(new Failure(Failure.Code.INTERNAL, message)), Map.of("message", message)));
    }

    /** @param since when this controller first saw the replay at this revision, by the monotonic clock */
    private record Watched(long revision, long since, long measured) {}
}
