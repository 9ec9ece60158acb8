package dev.switchback.query.http;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.Entrance;
import dev.switchback.views.access.RateLimit;
import dev.switchback.views.access.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in who has a key, where keys are configured, as often as they may. Thread-safe. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AccessFilter {
    /** Probes and readers of the documentation have no key. */
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
                Role.QUERY,
                request.getRemoteAddress().getAddress());
        return switch (decision) {
            case AccessGuard.Decision.Open open -> null;
            case AccessGuard.Decision.Allowed allowed -> null;
            case AccessGuard.Decision.NoToken none -> unauthorized(none.given());
            case AccessGuard.Decision.Forbidden forbidden ->
                ProblemDocument.of(ProblemCode.FORBIDDEN, "the token is not good for queries", Map.of());
            case AccessGuard.Decision.NotKnown unknown ->
                ProblemDocument.of(
                        ProblemCode.POINTER_UNAVAILABLE,
                        "who may ask cannot be told, since PostgreSQL has not answered yet; try again",
                        Map.of());
            case AccessGuard.Decision.TooOften tooOften ->
                ProblemDocument.of(ProblemCode.RATE_LIMITED, "too many requests; try again in a second", Map.of());
        };
    }

    private static HttpResponse<?> unauthorized(boolean given) {
        return ProblemDocument.of(
                        ProblemCode.UNAUTHORIZED,
                        given
                                ? "the key is unknown or revoked"
                                : "a key is needed: the header Authorization: Bearer KEY",
                        Map.of())
                .header("WWW-Authenticate", "Bearer realm=\"switchback\"");
    }
}
