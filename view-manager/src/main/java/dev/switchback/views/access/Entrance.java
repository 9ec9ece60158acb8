package dev.switchback.views.access;

import dev.switchback.views.access.AccessGuard.Decision;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The guard and the rate together: who is let in counts by the token's name, who has none by the address, also where it is refused for that, so that
 * tokens cannot be guessed faster. Thread-safe.
 */
public final class Entrance {
    private final AccessGuard guard;
    private final RateLimit limit;

    public Entrance(AccessGuard guard, RateLimit limit) {
        this.guard = guard;
        this.limit = limit;
    }

    /**
     * Counts a request and decides it.
     *
     * @param authorization the header of that name
     */
    public Decision admit(Optional<String> authorization, Role needed, InetAddress from) {
        Decision decision = guard.decide(authorization, needed);
        return caller(decision, from).stream().allMatch(limit::admits) ? decision : new Decision.TooOften();
    }

    /** Whom the request counts for; empty where it is refused at no cost. */
    private static Optional<String> caller(Decision decision, InetAddress from) {
        return switch (decision) {
            case Decision.Open open -> Optional.of(address(from));
            case Decision.NoToken none -> Optional.of(address(from));
            case Decision.Allowed(String name) -> Optional.of("token " + name);
            case Decision.Forbidden forbidden -> Optional.empty();
            case Decision.NotKnown unknown -> Optional.empty();
            case Decision.TooOften tooOften -> Optional.empty();
        };
    }

    private static String address(InetAddress from) {
        return "address " + from.getHostAddress();
    }
}
