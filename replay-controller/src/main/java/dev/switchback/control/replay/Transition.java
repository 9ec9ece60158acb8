package dev.switchback.control.replay;

import java.util.Map;

/**
 * A decision: what the replay becomes, and what the journal says about it. Both are written in one transaction, before anything is done.
 *
 * @param actor who decided: {@code controller}, or what an API caller said of themselves
 * @param action stable name, e.g. {@code replay_switching}
 * @param detail what the decision was based on; values are text, numbers, lists or maps of them
 */
public record Transition(Replay before, Replay after, String actor, String action, Map<String, ?> detail) {
    public static final String CONTROLLER = "controller";

    public Transition {
        detail = Map.copyOf(detail);
    }

    /** The controller's own decision; the action is the new state's name. */
    public static Transition of(Replay before, Replay after, Map<String, ?> detail) {
        return new Transition(
                before, after, CONTROLLER, "replay_" + after.state().word(), detail);
    }

    public static Transition by(String actor, Replay before, Replay after, Map<String, ?> detail) {
        return new Transition(before, after, actor, "replay_" + after.state().word(), detail);
    }
}
