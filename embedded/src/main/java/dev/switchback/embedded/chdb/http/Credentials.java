package dev.switchback.embedded.chdb.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.switchback.embedded.chdb.host.ClickHouseError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one user of the endpoint. */
public record Credentials(String user, String password) {
    /**
     * Compares with what a request brings: HTTP basic, ClickHouse's headers or the URL.
     *
     * @throws ClickHouseError if they differ
     */
    void require(HttpExchange exchange) {
        Credentials given = given(exchange);
        if (!same(user, given.user) || !same(password, given.password)) {
            throw new ClickHouseError(
                    516,
                    "AUTHENTICATION_FAILED",
                    given.user + ": Authentication failed: password is incorrect, or there is no user with such name.");
        }
    }

    private static Credentials given(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String authorization = headers.getFirst("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(authorization.substring(6).strip());
        }
        if (headers.getFirst("X-ClickHouse-User") != null) {
            return new Credentials(
                    text(headers.getFirst("X-ClickHouse-User")), text(headers.getFirst("X-ClickHouse-Key")));
        }
        Map<String, String> url =
                QueryRequest.urlParameters(exchange.getRequestURI().getRawQuery());
        return new Credentials(url.getOrDefault("user", "default"), url.getOrDefault("password", ""));
    }

    private static Credentials basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new Credentials(pair, "")
                    : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return new Credentials("", "");
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credentials of " + user;
    }
}
