package dev.switchback.views.registry;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.registry.RegisteredSchema.Dependency;
import dev.switchback.views.registry.RegisteredSchema.Kind;
import dev.switchback.views.trust.TlsFailures;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A registry with the Confluent-compatible API, of which two paths are used (ADR 161). Thread-safe. */
public final class HttpSchemaRegistry implements SchemaRegistry, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    /** The API's codes for what is not there; a 404 without one may come from anything between here and the registry. */
    private static final Set<Integer> UNKNOWN_SUBJECT = Set.of(40_401, 40_402);

    private static final Set<Integer> UNKNOWN_SCHEMA = Set.of(40_403);
    private static final int MOST_DEPENDENCIES = 1000;

    private final SchemaRegistryAddress address;
    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    public HttpSchemaRegistry(SchemaRegistryAddress address) {
        this.address = address;
        URI url = address.url();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        this.base = url.getScheme() + "://" + address.shown() + path.replaceAll("/+$", "");
    }

    @Override
    public Optional<RegisteredSchema> schema(int id) {
        return get("/schemas/ids/" + id, UNKNOWN_SCHEMA).map(answer -> schema(id, answer));
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return get("/subjects/" + encoded(subject) + "/versions/latest", UNKNOWN_SUBJECT)
                .map(answer -> schema(answer.path("id").asInt(-1), answer));
    }

    private RegisteredSchema schema(int id, JsonNode answer) {
        Map<String, Dependency> dependencies = new LinkedHashMap<>();
        collect(answer, dependencies, new ArrayList<>());
        Kind kind = switch (answer.path("schemaType").asString("AVRO").toUpperCase(Locale.ROOT)) {
            case "AVRO" -> Kind.AVRO;
            case "PROTOBUF" -> Kind.PROTOBUF;
            default -> Kind.OTHER;
        };
        return new RegisteredSchema(id, kind, text(answer), List.copyOf(dependencies.values()));
    }

    private String text(JsonNode answer) {
        JsonNode text = answer.path("schema");
        if (!text.isString()) {
            throw unavailable("answered without a schema: is its URL right?");
        }
        return text.asString();
    }

    /** @param above the references that led here, to notice a circle */
    private void collect(JsonNode answer, Map<String, Dependency> found, List<String> above) {
        for (JsonNode reference : answer.path("references")) {
            String subject = reference.path("subject").asString("");
            int version = reference.path("version").asInt(-1);
            String place = subject + " " + version;
            String name = reference.path("name").asString("");
            if (above.contains(place) || found.size() >= MOST_DEPENDENCIES) {
                throw unavailable("has references of schemas that do not end, at " + place + ".");
            }
            if (!found.containsKey(name)) {
                JsonNode inner = get("/subjects/" + encoded(subject) + "/versions/" + version, UNKNOWN_SUBJECT)
                        .orElseThrow(() -> unavailable("does not have " + place + ", to which a schema refers."));
                above.add(place);
                collect(inner, found, above);
                above.removeLast();
                found.put(name, new Dependency(name, text(inner)));
            }
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param unknown the codes of a 404 that say that there is no such thing; then the answer is empty */
    private Optional<JsonNode> get(String path, Set<Integer> unknown) {
        HttpResponse<String> response = send(path);
        Optional<JsonNode> body = body(response.body());
        int code = body.map(node -> node.path("error_code").asInt(0)).orElse(0);
        if (response.statusCode() == NOT_FOUND && unknown.contains(code)) {
            return Optional.empty();
        }
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            throw unavailable("refuses the credentials of " + SchemaRegistryAddress.URL + " (HTTP "
                    + response.statusCode() + ").");
        }
        if (response.statusCode() != 200) {
            throw unavailable("answered " + path + " with HTTP " + response.statusCode()
                    + body.map(node -> ": " + node.path("message").asString("")).orElse("") + ".");
        }
        if (body.isEmpty()) {
            throw unavailable("answered something that is not JSON: is its URL right?");
        }
        return body;
    }

    private Optional<JsonNode> body(String text) {
        try {
            return Optional.of(json.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private HttpResponse<String> send(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        credentials().ifPresent(value -> request.header("Authorization", value));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String named = "the schema registry at " + address.shown();
            throw new StoreUnavailableException(
                    TlsFailures.explain(named, e)
                            .orElse("The schema registry at " + address.shown() + " does not answer: " + e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Waiting for the schema registry was interrupted.", e);
        }
    }

    private Optional<String> credentials() {
        Optional<String> user = Optional.ofNullable(address.url().getUserInfo());
        return user.map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .or(() -> address.token().map(token -> "Bearer " + token));
    }

    private StoreUnavailableException unavailable(String what) {
        return new StoreUnavailableException("The schema registry at " + address.shown() + " " + what);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
