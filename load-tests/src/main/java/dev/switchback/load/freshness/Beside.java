package dev.switchback.load.freshness;

import java.time.Duration;
import java.util.Map;

/** What goes on while freshness is measured. */
public enum Beside {
    NOTHING("no replay"),
    REPLAY("replay"),
    PROTECTED_REPLAY("protected replay");

    private final String words;

    Beside(String words) {
        this.words = words;
    }

    /** As a person calls it. */
    public String words() {
        return words;
    }

    boolean isReplay() {
        return this != NOTHING;
    }

    /** Of the replay's request; {@code protect} is how far behind the live version may fall. */
    Map<String, ?> conditions(Duration protect) {
        return this == PROTECTED_REPLAY
                ? Map.of("throttle", Map.of("protect", Map.of("freshness", protect.toString())))
                : Map.of();
    }
}
