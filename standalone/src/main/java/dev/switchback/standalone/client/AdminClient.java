package dev.switchback.standalone.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The admin API, as far as the commands need it. Thread-safe. Every method throws as {@link Http} does. */
public final class AdminClient {
    /** The controller waits for a cut, and each view has a minute. */
    private static final Duration LONG_QUESTION = Duration.ofMinutes(10);

    private final Http http;
    private final URI base;

    public AdminClient(Http http, URI base) {
        this.http = http;
        this.base = base;
    }

    /** Registers a manifest; the same manifest again gives the same version back. */
    public JsonNode register(String pipeline, String manifest) {
        return http.post(pipelines(pipeline + "/versions"), "application/yaml", manifest);
    }

    /** Uploads a jar; the name points at this content from now on. */
    public JsonNode uploadJar(String pipeline, String name, byte[] jar) {
        return http.put(pipelines(pipeline + "/jars/" + name), "application/java-archive", jar);
    }

    public JsonNode pipelines() {
        return http.get(base.resolve("/v1/pipelines"));
    }

    public JsonNode pipeline(String pipeline) {
        return http.get(pipelines(pipeline));
    }

    /** @param automatic whether it switches by itself once the version has caught up */
    public JsonNode startReplay(String pipeline, int version, boolean automatic) {
        return startReplay(pipeline, version, automatic, Map.of());
    }

    /** @param conditions what else the request says, as the API takes it: {@code throttle}, {@code gates}, …; may be empty */
    public JsonNode startReplay(String pipeline, int version, boolean automatic, Map<String, ?> conditions) {
        Map<String, Object> body = new HashMap<>(conditions);
        body.put("version", version);
        body.put("switch", automatic ? "auto" : "manual");
        return http.post(
                pipelines(pipeline + "/replays"),
                body,
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
    }

    /** Ends a replay and removes what it built. */
    public JsonNode abort(String pipeline, String id) {
        return http.post(pipelines(pipeline + "/replays/" + id + "/abort"), Map.of(), Map.of());
    }

    /**
     * Replays a version once more, to be compared with it and removed.
     *
     * @param version empty: the active one
     */
    public JsonNode startCheck(String pipeline, OptionalInt version) {
        Map<String, Object> body = new HashMap<>(Map.of("verify", "determinism"));
        version.ifPresent(number -> body.put("version", number));
        return http.post(
                pipelines(pipeline + "/replays"),
                body,
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
    }

    /** Lets a version be switched to whose gates hold it back. */
    public JsonNode acceptGates(String pipeline, String id, String by, String reason) {
        return http.post(
                pipelines(pipeline + "/replays/" + id + "/accept-gates"), Map.of("by", by, "reason", reason), Map.of());
    }

    /** All that the controller says of a replay. */
    public JsonNode replayInFull(String pipeline, String id) {
        return http.get(pipelines(pipeline + "/replays/" + id));
    }

    public ReplayStatus replay(String pipeline, String id) {
        return ReplayStatus.of(replayInFull(pipeline, id));
    }

    /**
     * @param expectedEpoch the epoch that the caller saw; another one is a conflict
     * @param policy what is to be done afterwards: {@code standby} and {@code watch}, as the API takes them; may be empty
     */
    public JsonNode switchTo(String pipeline, int version, long expectedEpoch, Map<String, ?> policy) {
        Map<String, Object> body = new HashMap<>(policy);
        body.put("version", version);
        body.put("expected_epoch", expectedEpoch);
        return http.post(pipelines(pipeline + "/switch"), body, Map.of());
    }

    /** Says what is to be done after the next switch to the version. */
    public JsonNode switchPolicy(String pipeline, int version, Map<String, ?> policy) {
        return http.put(pipelines(pipeline + "/versions/" + version + "/switch-policy"), policy);
    }

    /** Makes a token; the answer holds its text. */
    public JsonNode createToken(String name, String role, String reason) {
        return http.post(base.resolve("/v1/tokens"), Map.of("name", name, "role", role, "reason", reason), Map.of());
    }

    public JsonNode tokens() {
        return http.get(base.resolve("/v1/tokens"));
    }

    public JsonNode revokeToken(String id, String reason) {
        return http.post(base.resolve("/v1/tokens/" + id + "/revocation"), Map.of("reason", reason), Map.of());
    }

    /** What no version owns any more. */
    public JsonNode leftovers() {
        return http.get(base.resolve("/v1/leftovers"));
    }

    /** Removes them. */
    public JsonNode removeLeftovers(String reason) {
        return http.post(base.resolve("/v1/leftovers/removal"), Map.of("reason", reason), Map.of());
    }

    public JsonNode rollback(String pipeline) {
        return http.post(pipelines(pipeline + "/rollback"), Map.of(), Map.of());
    }

    /**
     * Compares two versions at a cut.
     *
     * @param view the one that is wanted; empty: all
     * @param top how many of the largest changes are named
     */
    public JsonNode diff(String pipeline, int from, int to, Optional<String> view, int top) {
        String one = view.map(name -> "&view=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                .orElse("");
        return http.get(pipelines(pipeline + "/diff?from=" + from + "&to=" + to + "&top=" + top + one), LONG_QUESTION);
    }

    private URI pipelines(String path) {
        return base.resolve("/v1/pipelines/" + path);
    }
}
