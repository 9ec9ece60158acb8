package dev.switchback.query.live;

import dev.switchback.views.live.LiveKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands to be run as one atomic step on one shard. Not thread-safe. */
final class ShardRead {
    // Lua hands at most some thousand arguments to a command.
    private static final int MOST_FIELDS = 4_000;

    private final LiveKeys keys;
    private final List<String> arguments = new ArrayList<>();
    private int commands;

    ShardRead(LiveKeys keys) {
        this.keys = keys;
    }

    LiveKeys keys() {
        return keys;
    }

    /**
     * Adds a command.
     *
     * @return its place among the replies
     */
    int add(String command, List<String> of) {
        if (of.size() > MOST_FIELDS) {
            throw new IllegalArgumentException(command + " with " + of.size() + " arguments");
        }
        arguments.add(Integer.toString(of.size() + 1));
        arguments.add(command);
        arguments.addAll(of);
        return commands++;
    }

    int add(String command, String... of) {
        return add(command, Arrays.asList(of));
    }

    String[] arguments() {
        return arguments.toArray(String[]::new);
    }
}
