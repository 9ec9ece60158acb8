package dev.switchback.control.command;

import dev.switchback.control.loop.Wakeup;
import dev.switchback.control.replay.IllegalTransitionException;
import dev.switchback.control.replay.Replay;
import dev.switchback.control.replay.ReplayRequest;
import dev.switchback.control.replay.ReplayState;
import dev.switchback.control.replay.ReplayStore;
import dev.switchback.control.replay.Throttle;
import dev.switchback.control.replay.Transition;
import dev.switchback.control.step.Deadlines;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Starts, pauses, resumes and aborts replays: decides and persists; the event loop acts. Thread-safe. */
public final class ReplayCommands {
    private static final int TRIES = 10;

    private final Lookup lookup;
    private final ReplayStore store;
    private final Wakeup wakeup;
    private final Deadlines deadlines;
    private final Clock clock;

    public ReplayCommands(Lookup lookup, ReplayStore store, Wakeup wakeup, Deadlines deadlines, Clock clock) {
        this.lookup = lookup;
        this.store = store;
        this.wakeup = wakeup;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * Requests a replay. The same idempotency key with the same request gives the replay it gave before.
     *
     * @throws ControlException where the version is unknown, retired, built already or being replayed
     */
    public Replay request(VersionId version, ReplayRequest request, Optional<String> idempotencyKey) {
        lookup.version(version);
        Replay replay = Replay.requested(UUID.randomUUID(), version, request, idempotencyKey, clock.instant());
        Optional<Replay> earlier = idempotencyKey.flatMap(key -> store.byKey(version.pipeline(), key));
        if (earlier.isPresent()) {
            return repeated(earlier.get(), version, request);
        }
        requireBuildable(version, request);
        return switch (store.create(replay, request.by(), detail(version, request))) {
            case ReplayStore.CreateOutcome.Created created -> {
                wakeup.call();
                yield created.replay();
            }
            case ReplayStore.CreateOutcome.KeyUsed used -> repeated(used.replay(), version, request);
            case ReplayStore.CreateOutcome.Running running ->
                throw new ControlException(
                        ErrorCode.REPLAY_RUNNING,
                        "The version is being replayed already, by "
                                + running.replay().id() + ".",
                        Map.of("replay", running.replay().id()));
        };
    }

    private static Map<String, ?> detail(VersionId version, ReplayRequest request) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("version", version.number());
        detail.put("switch", request.mode().word());
        request.acceptLoss().ifPresent(loss -> detail.put("accept_loss", loss));
        if (!request.throttle().equals(Throttle.NONE)) {
            detail.put("throttle", request.throttle());
        }
        request.gates().ifPresent(gates -> detail.put("gates", gates));
        request.instances().ifPresent(instances -> detail.put("instances", instances));
        request.checks().ifPresent(checked -> detail.put("checks", checked));
        return detail;
    }

    static Replay repeated(Replay earlier, VersionId version, ReplayRequest request) {
        if (!earlier.version().equals(version) || !earlier.request().equals(request)) {
            throw new ControlException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "The idempotency key belongs to another request, the replay " + earlier.id() + ".",
                    Map.of("replay", earlier.id()));
        }
        return earlier;
    }

    private void requireBuildable(VersionId version, ReplayRequest request) {
        RegisteredVersion target = lookup.version(version);
        if (target.checkOf().isPresent() && request.checks().isEmpty()) {
            throw Lookup.checkOnly(target);
        }
        switch (target.slot()) {
            case REGISTERED, SHADOW -> {}
            case ACTIVE, STANDBY ->
                throw new ControlException(
                        ErrorCode.VERSION_ALREADY_BUILT,
                        "The version " + version.number()
                                + " is built already; register a changed manifest to replay.");
            case RETIRED, UNKNOWN ->
                throw new ControlException(
                        ErrorCode.VERSION_RETIRED,
                        "The version " + version.number() + " is retired; register its manifest again.");
        }
    }

    public Replay pause(String pipeline, UUID id, String actor) {
        return change(pipeline, id, actor, Replay::toPaused);
    }

    public Replay resume(String pipeline, UUID id, String actor) {
        return change(pipeline, id, actor, replay -> replay.resumed(resumedDeadline(replay)));
    }

    private Optional<Instant> resumedDeadline(Replay replay) {
        return replay.resumeTo()
                .filter(state -> state == ReplayState.CATCHING_UP)
                .map(state -> clock.instant().plus(deadlines.catchUp()));
    }

    /** Changes the speed of a replay that is not over; what is under way obeys within about a second. */
    public Replay throttle(String pipeline, UUID id, Throttle throttle, String actor) {
        return decide(
                pipeline,
                id,
                before -> new Transition(
                        before, before.throttled(throttle), actor, "replay_throttled", Map.of("throttle", throttle)),
                e -> new ControlException(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "A replay that is " + e.from().word() + " has no speed to be changed.",
                        Map.of("from", e.from().word())));
    }

    /** Somebody takes the responsibility for the gates that a version did not pass, by name and with a reason. */
    public Replay accept(String pipeline, UUID id, String by, String reason, String actor) {
        return decide(
                pipeline,
                id,
                before -> new Transition(
                        before,
                        before.accepted(by, reason),
                        actor,
                        "gates_accepted",
                        Map.of(
                                "by",
                                by,
                                "reason",
                                reason,
                                "gates",
                                before.progress().gates())),
                e -> new ControlException(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "A replay that is " + e.from().word() + " has no gates to be accepted; it has to be ready.",
                        Map.of("from", e.from().word())));
    }

    public Replay abort(String pipeline, UUID id, String actor) {
        Replay replay = lookup.replay(pipeline, id);
        Replay newest = store.newest(replay.version()).orElse(replay);
        if (!newest.id().equals(id)) {
            throw new ControlException(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "The version was replayed again since, by " + newest.id() + "; only that one can be aborted.");
        }
        return change(
                pipeline,
                id,
                actor,
                current -> current.toAborting(clock.instant().plus(deadlines.aborting())));
    }

    /** Takes one edge on behalf of a user. */
    Replay change(String pipeline, UUID id, String actor, UnaryOperator<Replay> edge) {
        return decide(
                pipeline,
                id,
                before -> Transition.by(actor, before, edge.apply(before), Map.of()),
                e -> new ControlException(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "A replay that is " + e.from().word() + " cannot become " + e.to().word() + ".",
                        Map.of("from", e.from().word(), "to", e.to().word())));
    }

    /** Persists a decision; decides again where the replay moved meanwhile. */
    private Replay decide(
            String pipeline,
            UUID id,
            Function<Replay, Transition> decision,
            Function<IllegalTransitionException, ControlException> refusal) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Transition transition;
            try {
                transition = decision.apply(lookup.replay(pipeline, id));
            } catch (IllegalTransitionException e) {
                throw refusal.apply(e);
            }
            if (store.write(transition)) {
                wakeup.call();
                return transition.after();
            }
        }
        throw new ControlException(
                ErrorCode.ILLEGAL_TRANSITION, "The replay changes too fast; look at it and try again.");
    }
}
