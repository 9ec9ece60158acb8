package dev.switchback.helm;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** fabric8's server, noting each request as the words of a Role: resource and verb. Thread-safe. */
final class AskedApiServer extends Dispatcher {
    private static final Pattern PATH =
            Pattern.compile("/apis?/(?:[a-z.]+/)?v1/namespaces/[a-z]+/([a-z]+)(/[^?]+)?(\\?.*)?");
    private static final Map<String, String> VERBS =
            Map.of("POST", "create", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

    private final KubernetesCrudDispatcher crud = new KubernetesCrudDispatcher();
    private final KubernetesSerialization json = new KubernetesSerialization();
    private final Set<String> verbs = ConcurrentHashMap.newKeySet();

    Set<String> verbs() {
        return new TreeSet<>(verbs);
    }

    void forget() {
        verbs.clear();
    }

    /** Looks at one thing without noting it. */
    <T> Optional<T> find(String api, String path, Class<T> type) {
        MockResponse answer = crud.handleGet("/" + api + "/namespaces/" + Chart.NAMESPACE + "/" + path);
        return answer.code() == 200
                ? Optional.of(json.unmarshal(answer.getBody().readUtf8(), type))
                : Optional.empty();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        Matcher path = PATH.matcher(request.getPath());
        if (!path.matches()) {
            throw new AssertionError("a request that no Role of a namespace grants: " + request);
        }
        String read = path.group(2) != null ? "get" : request.getPath().contains("watch=true") ? "watch" : "list";
        verbs.add(path.group(1) + " " + VERBS.getOrDefault(request.getMethod(), read));
        return crud.dispatch(request);
    }
}
