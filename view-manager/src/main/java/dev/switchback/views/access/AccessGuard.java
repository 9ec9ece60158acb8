package dev.switchback.views.access;

import dev.switchback.views.StoreUnavailableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may call a service (ADR 121), from rules that are read again every second; a change is felt within about that. While the store does not
 * answer the last rules stand; before they were read for the first time nobody may do anything. Thread-safe.
 */
public final class AccessGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessGuard.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final String BEARER = "Bearer ";

    private final AccessStore store;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-rules").daemon().factory());
    private volatile @Nullable AccessRules rules;

    private AccessGuard(AccessStore store) {
        this.store = store;
    }

    /** Reads the rules once, if the store answers, and then again and again. */
    public static AccessGuard open(AccessStore store) {
        AccessGuard guard = new AccessGuard(store);
        guard.refresh();
        var _ = guard.reader.scheduleWithFixedDelay(
                guard::refresh, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return guard;
    }

    /** Reads the rules now. */
    public void refresh() {
        try {
            rules = store.read();
        } catch (StoreUnavailableException e) {
            LOG.debug("the tokens could not be read: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("reading the tokens failed", e);
        }
    }

    /**
     * Without tokens everything is allowed, so a service listens to its own machine only.
     *
     * @param variable that names the host, for the message
     * @throws IllegalArgumentException where others could reach it and no token was ever made
     */
    public void requireSafe(String host, String variable) {
        if (isLoopback(host)) {
            return;
        }
        AccessRules now = rules;
        if (now == null) {
            throw new IllegalArgumentException(
                    variable + " is " + host
                            + ", and whether tokens are configured cannot be told, since PostgreSQL does not answer; start again when it does.");
        }
        if (!now.adminConfigured() && !now.queryConfigured()) {
            throw new IllegalArgumentException(
                    variable + " is " + host
                            + ", and no token is configured: without tokens everything is allowed to everybody, so services listen on 127.0.0.1 only. Make one first, on this machine: ./switchback token create NAME --role admin");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** @param authorization the header of that name */
    public Decision decide(Optional<String> authorization, Role needed) {
        AccessRules now = rules;
        if (now == null) {
            return new Decision.NotKnown();
        }
        if (!(needed == Role.QUERY ? now.queryConfigured() : now.adminConfigured())) {
            return new Decision.Open();
        }
        Optional<String> secret = authorization
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
        Optional<AccessRules.Grant> found =
                secret.flatMap(text -> Optional.ofNullable(now.grants().get(Secret.hash(text))));
        if (found.isEmpty()) {
            return new Decision.NoToken(secret.isPresent());
        }
        AccessRules.Grant grant = found.get();
        return grant.role().covers(needed) ? new Decision.Allowed(grant.name()) : new Decision.Forbidden(grant);
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    /** What the guard says. */
    public sealed interface Decision {
        /** There are no tokens. */
        record Open() implements Decision {}

        record Allowed(String name) implements Decision {}

        /** @param given whether one was given that is unknown or revoked */
        record NoToken(boolean given) implements Decision {}

        record Forbidden(AccessRules.Grant grant) implements Decision {}

        /** The tokens were never read yet. */
        record NotKnown() implements Decision {}

        /** The caller asks more often than it may; {@link Entrance} says so. */
        record TooOften() implements Decision {}
    }
}
