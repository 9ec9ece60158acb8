package dev.switchback.views.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a service listens, beside host and port.
 *
 * @param keyStore of the TLS certificate and its key, PKCS #12; empty: plain HTTP
 * @param password of the key store
 * @param requestsPerSecond of one caller; 0: no limit
 */
public record Listening(Optional<Path> keyStore, String password, long requestsPerSecond) {
    public static final Listening PLAIN = new Listening(Optional.empty(), "", 0);
    static final String KEY_STORE = "SWITCHBACK_TLS_KEYSTORE";
    static final String PASSWORD = "SWITCHBACK_TLS_PASSWORD";

    public Listening {
        keyStore.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new IllegalArgumentException(KEY_STORE + " is " + path + ", which cannot be read");
        });
        if (requestsPerSecond < 0) {
            throw new IllegalArgumentException("a rate is 0 (no limit) or more: " + requestsPerSecond);
        }
    }

    /**
     * Reads {@code SWITCHBACK_TLS_KEYSTORE}, {@code SWITCHBACK_TLS_PASSWORD} and the rate.
     *
     * @param rate name of the variable with the requests per second
     * @throws IllegalArgumentException naming the variable that is wrong
     */
    public static Listening from(Map<String, String> environment, String rate) {
        String text = environment.getOrDefault(rate, "0");
        try {
            return new Listening(
                    Optional.ofNullable(environment.get(KEY_STORE)).map(Path::of),
                    environment.getOrDefault(PASSWORD, ""),
                    Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rate + " is not a whole number: " + text, e);
        }
    }

    /**
     * Settings of the HTTP server: port and TLS.
     *
     * @param port 0: any free one
     */
    public Map<String, Object> server(int port) {
        int chosen = port == 0 ? -1 : port;
        Map<String, Object> settings = new HashMap<>();
        if (keyStore.isEmpty()) {
            settings.put("micronaut.server.port", chosen);
            return settings;
        }
        settings.put("micronaut.server.ssl.enabled", true);
        settings.put("micronaut.server.ssl.port", chosen);
        settings.put(
                "micronaut.server.ssl.key-store.path", "file:" + keyStore.get().toAbsolutePath());
        settings.put("micronaut.server.ssl.key-store.password", password);
        settings.put("micronaut.server.ssl.key-store.type", "PKCS12");
        return settings;
    }

    /** The password stays out of messages. */
    @Override
    public String toString() {
        return "Listening[keyStore=" + keyStore + ", requestsPerSecond=" + requestsPerSecond + "]";
    }
}
