package dev.switchback.control.api;

import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.Entrance;
import dev.switchback.views.access.RateLimit;
import dev.switchback.views.access.Role;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in who may come in, as often as they may; says who it is. Thread-safe. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(AccessFilter.ORDER)
final class AccessFilter {
    /** Before all that costs anything. */
    static final int ORDER = -1_000;

    /** Probes and readers of the documentation have no token. */
    private static final Set<String> OPEN = Set.of("/health", "/openapi.yaml");

    private final Entrance entrance;

    AccessFilter(AccessGuard guard, RateLimit limit) {
        this.entrance = new Entrance(guard, limit);
    }

    /** @return the refusal; null: go on */
    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        if (OPEN.contains(request.getPath())) {
            return null;
        }
        AccessGuard.Decision decision = entrance.admit(
                request.getHeaders().findFirst("Authorization"),
                needed(request),
                request.getRemoteAddress().getAddress());
        return switch (decision) {
            case AccessGuard.Decision.Open open -> null;
            case AccessGuard.Decision.Allowed allowed -> {
                request.setAttribute(Parameters.ACTOR, allowed.name());
                yield null;
            }
            case AccessGuard.Decision.NoToken none -> unauthorized(none.given());
            case AccessGuard.Decision.Forbidden forbidden ->
                Answers.problem(
                        ErrorCode.FORBIDDEN,
                        "The token of " + forbidden.grant().name() + " is a "
                                + forbidden.grant().role().word() + "'s; this needs the role "
                                + needed(request).word() + ".",
                        Map.of());
            case AccessGuard.Decision.NotKnown unknown ->
                Answers.problem(
                        ErrorCode.STORE_UNAVAILABLE,
                        "Who may call cannot be told, since PostgreSQL has not answered yet; try again.",
                        Map.of());
            case AccessGuard.Decision.TooOften tooOften ->
                Answers.problem(ErrorCode.RATE_LIMITED, "Too many requests; try again in a second.", Map.of());
        };
    }

    private static HttpResponse<?> unauthorized(boolean given) {
        return Answers.problem(
                        ErrorCode.UNAUTHORIZED,
                        given
                                ? "The token is unknown or revoked."
                                : "A token is needed: the header Authorization: Bearer TOKEN. The command line takes it from SWITCHBACK_TOKEN.",
                        Map.of())
                .header("WWW-Authenticate", "Bearer realm=\"switchback\"");
    }

    /** Jars bring code into the processors, leftovers are gone for good, and a comparison makes both versions cut. */
    private static Role needed(HttpRequest<?> request) {
        String path = request.getPath();
        boolean reads = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        if (path.startsWith("/v1/tokens")) {
            return Role.ADMIN;
        }
        if (reads && !path.endsWith("/diff")) {
            return Role.VIEWER;
        }
        return path.startsWith("/v1/leftovers") || path.contains("/jars/") ? Role.ADMIN : Role.OPERATOR;
    }
}
