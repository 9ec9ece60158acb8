package dev.switchback.standalone.client;

import dev.switchback.standalone.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Registers versions and follows their replays. Thread-safe. */
public final class Replays {
    private static final Duration POLL = Duration.ofMillis(200);

    private final AdminClient admin;

    public Replays(AdminClient admin) {
        this.admin = admin;
    }

    /** Told of every step; called on the thread that waits. */
    public interface Listener {
        /** @param registration the answer to the registration */
        default void registered(JsonNode registration) {}

        default void progress(ReplayStatus status) {}
    }

    /**
     * What a replay's request says beside its version.
     *
     * @param gates before the switch, as the API takes them; empty: none of its own
     * @param instances of the version's processor until the replay is over; empty: as many as usual
     */
    public record Wishes(Map<String, ?> gates, OptionalInt instances) {
        public static final Wishes NONE = new Wishes(Map.of(), OptionalInt.empty());

        public Wishes {
            gates = Map.copyOf(gates);
        }

        Map<String, ?> body() {
            Map<String, Object> body = new HashMap<>();
            if (!gates.isEmpty()) {
                body.put("gates", gates);
            }
            instances.ifPresent(number -> body.put("instances", number));
            return body;
        }
    }

    /**
     * Registers a manifest, replays it and waits until its version is ready or, with {@code automatic}, answers queries.
     *
     * @return the last status, which succeeded
     * @throws UserException if the replay failed or was aborted, with the controller's words
     */
    public ReplayStatus deploy(String pipeline, String manifest, boolean automatic, Listener listener) {
        return deploy(pipeline, manifest, automatic, Wishes.NONE, listener);
    }

    /** The same with gates before the switch, and instances; also returns when the gates hold the version back. */
    public ReplayStatus deploy(String pipeline, String manifest, boolean automatic, Wishes wishes, Listener listener) {
        JsonNode registration = admin.register(pipeline, manifest);
        listener.registered(registration);
        int version = registration.path("version").asInt();
        return follow(pipeline, start(pipeline, version, automatic, wishes), automatic, listener);
    }

    /** The id of a new replay, or of the one that runs already: then this continues what was interrupted. */
    private String start(String pipeline, int version, boolean automatic, Wishes wishes) {
        try {
            return admin.startReplay(pipeline, version, automatic, wishes.body())
                    .path("id")
                    .asString();
        } catch (ApiException e) {
            if (!e.code().equals("replay_running")) {
                throw e;
            }
            requireNoOther(pipeline, version, wishes, e);
            return e.replay();
        }
    }

    /** A replay that runs cannot be given what it was not asked with. */
    private void requireNoOther(String pipeline, int version, Wishes wishes, ApiException running) {
        if (!wishes.gates().isEmpty()) {
            throw new UserException(
                    pipeline + " v" + version
                            + " is being replayed already, and gates belong to the request that began it. Deploy without gates to"
                            + " go on with it, or abort the replay " + running.replay() + " first.",
                    running);
        }
        int began =
                admin.replayInFull(pipeline, running.replay()).path("instances").asInt(0);
        if (wishes.instances().isPresent() && wishes.instances().getAsInt() != began) {
            throw new UserException(
                    pipeline + " v" + version + " is being replayed already, and the request that began it asked for "
                            + (began == 0 ? "as many instances as usual" : began + " of its instances")
                            + ". Deploy without --instances to go on with it; PUT /v1/pipelines/" + pipeline
                            + "/versions/" + version + "/instances changes how many run.",
                    running);
        }
    }

    /** Waits for a replay that was started; throws as {@link #deploy} does. */
    public ReplayStatus follow(String pipeline, String id, boolean automatic, Listener listener) {
        ReplayStatus end = await(
                pipeline,
                id,
                status -> status.isOver()
                        || (status.isReady() && (status.isHeldBack() || !(automatic && status.isAutomatic()))),
                listener::progress);
        if (end.failed()) {
            throw new UserException("The replay of " + pipeline + " v" + end.version() + " " + end.state()
                    + (end.problem().isEmpty() ? "." : ": " + end.problem()));
        }
        return end;
    }

    /** Waits until a replay's status is what is waited for, which it has to become; each status is told. */
    public ReplayStatus await(
            String pipeline, String id, Predicate<ReplayStatus> condition, Consumer<ReplayStatus> progress) {
        while (true) {
            ReplayStatus status = admin.replay(pipeline, id);
            progress.accept(status);
            if (condition.test(status)) {
                return status;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
