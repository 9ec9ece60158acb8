package dev.switchback.control.replay;

import dev.switchback.views.VersionId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A replay as it is stored. Each edge of the state machine is one method, which throws {@link IllegalTransitionException} from any state
 * that does not have the edge. Nothing here acts: the result is persisted with its journal entry, and then acted on.
 *
 * @param revision grows with every transition; the store writes a transition only over the revision it was decided on
 * @param mode as requested, until a switch that could not be made leaves it to the user
 * @param plannedEpoch the epoch of the active pointer that the switch is planned on; empty before the preflight
 * @param deadline when the state has to be over; empty where it may last
 * @param resumeTo the state that a paused replay goes back to
 * @param throttle how fast it may go; can be changed while it runs
 * @param findings what it has found out so far
 */
public record Replay(
        UUID id,
        VersionId version,
        ReplayState state,
        long revision,
        ReplayRequest request,
        SwitchMode mode,
        OptionalLong plannedEpoch,
        Optional<Fence> fence,
        Progress progress,
        Optional<Failure> failure,
        Optional<String> idempotencyKey,
        Instant requestedAt,
        Optional<Instant> deadline,
        Optional<ReplayState> resumeTo,
        Throttle throttle,
        Findings findings) {
    private static final Set<ReplayState> PAUSABLE = EnumSet.of(ReplayState.REPLAYING, ReplayState.CATCHING_UP);
    private static final Set<ReplayState> ABORTABLE = EnumSet.of(
            ReplayState.REQUESTED,
            ReplayState.PREFLIGHT,
            ReplayState.PROVISIONING,
            ReplayState.REPLAYING,
            ReplayState.CATCHING_UP,
            ReplayState.VERIFYING,
            ReplayState.READY,
            ReplayState.PAUSED,
            ReplayState.FAILED);
    private static final Set<ReplayState> MAY_FAIL = EnumSet.of(
            ReplayState.REQUESTED,
            ReplayState.PREFLIGHT,
            ReplayState.PROVISIONING,
            ReplayState.REPLAYING,
            ReplayState.CATCHING_UP,
            ReplayState.VERIFYING,
            ReplayState.READY,
            ReplayState.PAUSED);

    public static Replay requested(
            UUID id, VersionId version, ReplayRequest request, Optional<String> idempotencyKey, Instant now) {
        return new Replay(
                id,
                version,
                ReplayState.REQUESTED,
                0,
                request,
                request.mode(),
                OptionalLong.empty(),
                Optional.empty(),
                Progress.NONE,
                Optional.empty(),
                idempotencyKey,
                now,
                Optional.empty(),
                Optional.empty(),
                request.throttle(),
                Findings.NONE);
    }

    /** Whether it repeats a version to be compared with it. Such a replay never becomes ready, and so is never switched to. */
    public boolean isCheck() {
        return request.checks().isPresent();
    }

    public Replay toPreflight(Instant newDeadline) {
        return from(EnumSet.of(ReplayState.REQUESTED), ReplayState.PREFLIGHT).withDeadline(newDeadline);
    }

    public Replay toProvisioning(Fence checked, long epoch, Forecast forecast, Instant newDeadline) {
        return from(EnumSet.of(ReplayState.PREFLIGHT), ReplayState.PROVISIONING)
                .withFindings(findings.withForecast(forecast))
                .withPlan(Optional.of(checked), OptionalLong.of(epoch))
                .withDeadline(newDeadline);
    }

    public Replay toReplaying(Instant now) {
        return from(EnumSet.of(ReplayState.PROVISIONING), ReplayState.REPLAYING)
                .withFindings(findings.withForecast(forecast -> forecast.begun(now)));
    }

    /** @param now when every partition had passed the fence */
    public Replay toCatchingUp(Instant now, Instant newDeadline) {
        return from(EnumSet.of(ReplayState.REPLAYING), ReplayState.CATCHING_UP)
                .withFindings(findings.withForecast(forecast -> forecast.reached(now)))
                .withDeadline(newDeadline);
    }

    public Replay toVerifying(Instant newDeadline) {
        return from(EnumSet.of(ReplayState.CATCHING_UP), ReplayState.VERIFYING).withDeadline(newDeadline);
    }

    public Replay toReady() {
        if (isCheck()) {
            throw new IllegalTransitionException(state, ReplayState.READY);
        }
        return from(EnumSet.of(ReplayState.VERIFYING), ReplayState.READY);
    }

    /** @param epoch the epoch that the switch is planned on */
    public Replay toSwitching(long epoch, Instant newDeadline) {
        return from(EnumSet.of(ReplayState.READY), ReplayState.SWITCHING)
                .withPlan(fence, OptionalLong.of(epoch))
                .withDeadline(newDeadline);
    }

    /** The switch could not be made; the old version goes on, and the next try is the user's. */
    public Replay backToReady(String note) {
        return from(EnumSet.of(ReplayState.SWITCHING), ReplayState.READY)
                .withMode(SwitchMode.MANUAL)
                .withProgress(progress.withNote(note));
    }

    /** An automatic switch is off, for a reason that {@code note} says; the replay stays ready. */
    public Replay leftToUser(String note) {
        return from(EnumSet.of(ReplayState.READY), ReplayState.READY)
                .withMode(SwitchMode.MANUAL)
                .withProgress(progress.withNote(note));
    }

    /** Somebody takes the responsibility for the gates that did not pass. */
    public Replay accepted(String by, String reason) {
        return from(EnumSet.of(ReplayState.READY), ReplayState.READY)
                .withProgress(progress.withGates(progress.gates().stream()
                        .map(outcome -> outcome.accepted(by, reason))
                        .toList()));
    }

    public Replay toDone() {
        return from(EnumSet.of(ReplayState.SWITCHING), ReplayState.DONE);
    }

    public Replay toPaused() {
        return from(PAUSABLE, ReplayState.PAUSED)
                .withResumeTo(Optional.of(state))
                .withFindings(findings.withForecast(Forecast::slowedDown));
    }

    public Replay resumed(Optional<Instant> newDeadline) {
        ReplayState back = resumeTo.orElse(ReplayState.REPLAYING);
        if (back == ReplayState.UNKNOWN) {
            // Paused by a newer controller: only that one can go on there.
            throw new IllegalTransitionException(state, back);
        }
        Replay next = from(EnumSet.of(ReplayState.PAUSED), back).withResumeTo(Optional.empty());
        return newDeadline.map(next::withDeadline).orElse(next);
    }

    public Replay toAborting(Instant newDeadline) {
        return from(ABORTABLE, ReplayState.ABORTING).withDeadline(newDeadline);
    }

    public Replay toAborted() {
        return from(EnumSet.of(ReplayState.ABORTING), ReplayState.ABORTED);
    }

    /** A check is cleared away before it has failed. */
    public Replay toFailed(Failure why) {
        return from(MAY_FAIL, isCheck() ? ReplayState.CLEARING : ReplayState.FAILED)
                .withFailure(why);
    }

    /** The check has compared, and is to be cleared away. */
    public Replay judged(Verdict verdict) {
        if (!isCheck()) {
            throw new IllegalTransitionException(state, ReplayState.CLEARING);
        }
        Replay judged = from(EnumSet.of(ReplayState.VERIFYING), ReplayState.CLEARING)
                .withFindings(findings.withVerdict(verdict));
        return verdict.isDeterministic()
                ? judged
                : judged.withFailure(new Failure(
                        Failure.Code.NOT_DETERMINISTIC, "A second replay gives something else. " + verdict.sentence()));
    }

    /** Nothing of the check is left. */
    public Replay cleared() {
        return from(EnumSet.of(ReplayState.CLEARING), failure.isPresent() ? ReplayState.FAILED : ReplayState.CHECKED);
    }

    /** The same state at another speed; the revision grows, so that a step that is under way decides again. */
    public Replay throttled(Throttle newThrottle) {
        if (!ABORTABLE.contains(state) || state == ReplayState.FAILED) {
            throw new IllegalTransitionException(state, state);
        }
        return with(draft -> {
            draft.revision = revision + 1;
            draft.throttle = newThrottle;
            draft.findings = findings.withForecast(Forecast::slowedDown);
        });
    }

    /** The same state with a later deadline, for a state that may last as long as it makes progress. */
    public Replay withDeadline(Instant newDeadline) {
        return with(draft -> draft.deadline = Optional.of(newDeadline));
    }

    public Replay withProgress(Progress newProgress) {
        return with(draft -> draft.progress = newProgress);
    }

    public Replay withFindings(Findings newFindings) {
        return with(draft -> draft.findings = newFindings);
    }

    private Replay from(Set<ReplayState> allowed, ReplayState to) {
        if (!allowed.contains(state)) {
            throw new IllegalTransitionException(state, to);
        }
        return with(draft -> {
            draft.state = to;
            draft.revision = revision + 1;
            draft.progress = progress.withNote("");
            draft.deadline = Optional.empty();
        });
    }

    private Replay withPlan(Optional<Fence> newFence, OptionalLong epoch) {
        return with(draft -> {
            draft.fence = newFence;
            draft.plannedEpoch = epoch;
        });
    }

    private Replay withMode(SwitchMode newMode) {
        return with(draft -> draft.mode = newMode);
    }

    private Replay withFailure(Failure why) {
        return with(draft -> draft.failure = Optional.of(why));
    }

    private Replay withResumeTo(Optional<ReplayState> back) {
        return with(draft -> draft.resumeTo = back);
    }

    private Replay with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.replay();
    }

    /** What may change of a replay; the one place that names every component. */
    private static final class Draft {
        private final Replay before;
        private ReplayState state;
        private long revision;
        private SwitchMode mode;
        private OptionalLong plannedEpoch;
        private Optional<Fence> fence;
        private Progress progress;
        private Optional<Failure> failure;
        private Optional<Instant> deadline;
        private Optional<ReplayState> resumeTo;
        private Throttle throttle;
        private Findings findings;

        Draft(Replay before) {
            this.before = before;
            this.state = before.state;
            this.revision = before.revision;
            this.mode = before.mode;
            this.plannedEpoch = before.plannedEpoch;
            this.fence = before.fence;
            this.progress = before.progress;
            this.failure = before.failure;
            this.deadline = before.deadline;
            this.resumeTo = before.resumeTo;
            this.throttle = before.throttle;
            this.findings = before.findings;
        }

        Replay replay() {
            return new Replay(
                    before.id,
                    before.version,
                    state,
                    revision,
                    before.request,
                    mode,
                    plannedEpoch,
                    fence,
                    progress,
                    failure,
                    before.idempotencyKey,
                    before.requestedAt,
                    deadline,
                    resumeTo,
                    throttle,
                    findings);
        }
    }
}
