package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes requests on to fabric8's server, or refuses them. As a real one does, and fabric8's does not, it keeps a Deployment that is deleted in the foreground until its
 * pods have ended: a finalizer says so. Thread-safe.
 */
final class FaultyApiServer extends Dispatcher {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/";

    private final KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    private final Map<Verb, Refusal> refusals = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    enum Verb {
        GET,
        LIST,
        WATCH,
        CREATE,
        UPDATE,
        DELETE
    }

    private record Refusal(int status, AtomicInteger times) {}

    /** Answers the next requests for Deployments of a verb with an error. */
    void refuse(Verb verb, int status, int times) {
        refusals.put(verb, new Refusal(status, new AtomicInteger(times)));
    }

    /** How many refusals of a verb are still to come. */
    int refusalsLeft(Verb verb) {
        Refusal refusal = refusals.get(verb);
        return refusal == null ? 0 : Math.max(0, refusal.times().get());
    }

    /** Requests so far, as {@code VERB path}, without what refused. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    long count(Verb verb, String name) {
        return requests.stream()
                .filter(request -> request.startsWith(verb + " ") && request.contains(name))
                .count();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        boolean deployments = request.getPath().startsWith(DEPLOYMENTS);
        Verb verb = verb(request);
        Refusal refusal = refusals.get(verb);
        if (deployments && refusal != null && refusal.times().getAndDecrement() > 0) {
            return new MockResponse()
                    .setResponseCode(refusal.status())
                    .addHeader("Content-Type", "application/json")
                    .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
                            + refusal.status() + ",\"message\":\"refused by the test\"}");
        }
        if (deployments) {
            requests.add(verb + " " + request.getPath() + " " + (verb == Verb.CREATE ? body(request) : ""));
        }
        if (deployments && verb == Verb.DELETE && body(request).contains("Foreground")) {
            var _ = crud.dispatch(finalizers(request.getPath(), "[\"foregroundDeletion\"]"));
        }
        return crud.dispatch(request);
    }

    /** The last pod of a Deployment that is being deleted has ended. */
    void podsEnd(String namespace, String name) {
        var _ = crud.dispatch(finalizers(DEPLOYMENTS + namespace + "/deployments/" + name, "null"));
    }

    private static RecordedRequest finalizers(String path, String finalizers) {
        return new RecordedRequest(
                "HTTP/1.1",
                HttpMethod.PATCH,
                path.replaceAll("\\?.*", ""),
                new Headers.Builder()
                        .add("Content-Type", "application/merge-patch+json")
                        .build(),
                new Buffer().writeUtf8("{\"metadata\":{\"finalizers\":" + finalizers + "}}"));
    }

    /** Read without taking it away from whom the request is passed on to. */
    private static String body(RecordedRequest request) {
        return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    private static Verb verb(RecordedRequest request) {
        return switch (request.method()) {
            case POST -> Verb.CREATE;
            case PUT, PATCH -> Verb.UPDATE;
            case DELETE -> Verb.DELETE;
            default ->
                request.getPath().contains("watch=true")
                        ? Verb.WATCH
                        : request.getPath().matches(".*/deployments/[^/?]+.*") ? Verb.GET : Verb.LIST;
        };
    }
}
