package dev.switchback.views.engines;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where a schema registry with the Confluent-compatible API answers, and as whom it is asked.
 *
 * @param url {@code http://[user:password@]host[:port][/path]} or {@code https://…}
 * @param token sent as a bearer token; empty where the URL names a user, or nobody need be named
 */
public record SchemaRegistryAddress(URI url, Optional<String> token) {
    public static final String URL = "SWITCHBACK_SCHEMA_REGISTRY";
    public static final String TOKEN = "SWITCHBACK_SCHEMA_REGISTRY_TOKEN";

    public SchemaRegistryAddress {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    URL + " is not of the form https://[user:password@]host[:port][/path]: scheme " + url.getScheme());
        }
        if (url.getRawUserInfo() != null && token.isPresent()) {
            throw new IllegalArgumentException(URL + " names a user, and " + TOKEN + " is set too: give one of them");
        }
    }

    /** Without credentials beyond those in the URL. */
    public SchemaRegistryAddress(URI url) {
        this(url, Optional.empty());
    }

    /**
     * Reads the two variables of an environment; empty where none is set.
     *
     * @throws IllegalArgumentException naming the variable that is malformed
     */
    public static Optional<SchemaRegistryAddress> from(Map<String, String> environment) {
        Optional<String> url = given(environment, URL);
        Optional<String> token = given(environment, TOKEN);
        if (url.isEmpty() && token.isPresent()) {
            throw new IllegalArgumentException(TOKEN + " is set, but " + URL + " is not");
        }
        try {
            return url.map(text -> new SchemaRegistryAddress(URI.create(text), token));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(
                    message.startsWith(URL) ? message : URL + " is not a URL: " + e.getMessage(), e);
        }
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The variables that say the same. */
    public Map<String, String> environment() {
        return token.map(secret -> Map.of(URL, url.toString(), TOKEN, secret)).orElse(Map.of(URL, url.toString()));
    }

    /** Host and port, without credentials. */
    public String shown() {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + shown() + url.getRawPath();
    }
}
