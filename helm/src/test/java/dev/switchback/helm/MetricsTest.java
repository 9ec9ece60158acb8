package dev.switchback.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.processor.app.ProcessorSettings;
import dev.switchback.processor.app.VersionProcessor;
import dev.switchback.processor.endpoint.ProcessorEndpoint;
import dev.switchback.query.app.QueryServer;
import dev.switchback.query.app.QueryServerSettings;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboard ask for metrics that running services have; a name that none has would never alert. */
final class MetricsTest {
    private static final Pattern METRIC = Pattern.compile("\\b(switchback|jvm)_[a-z_]+(?=[{\\[\\\\ ,)])");
    private static final ProcessorLauncher NOBODY = new ProcessorLauncher() {
        @Override
        public void ensureRunning(VersionId version, int instances) {}

        @Override
        public void ensureStopped(VersionId version) {}

        @Override
        public Set<VersionId> running() {
            return Set.of();
        }
    };

    @Test
    void everyMetricThatIsAskedForIsThere(@TempDir Path folder) throws Exception {
        Set<String> wanted = new TreeSet<>();
        Rendered rendered = Chart.example("managed-stores");
        long alerts = rendered.monitors().stream()
                .filter(PrometheusOperator.PrometheusRule.class::isInstance)
                .map(PrometheusOperator.PrometheusRule.class::cast)
                .flatMap(rule -> rule.spec().groups().stream())
                .flatMap(group -> group.rules().stream())
                .peek(rule -> wanted.addAll(metrics(rule.expr())))
                .count();
        assertEquals(9, alerts);
        wanted.addAll(metrics(Files.readString(Chart.FOLDER.resolve("dashboard.json"))));
        assertTrue(wanted.size() > 15, wanted::toString);
        wanted.removeAll(served(folder));
        assertEquals(Set.of(), wanted);
    }

    /** Names in the answers of one of each service. */
    private static Set<String> served(Path folder) throws Exception {
        URI database = TestEngines.newPostgresDatabase();
        Migrations.runPostgres(database);
        // The others are not needed to be told of what is measured.
        EngineAddresses engines = new EngineAddresses(
                "localhost:1", database, URI.create("http://default:x@localhost:1"), URI.create("redis://localhost:1"));
        ProcessorSettings processor =
                new ProcessorSettings(engines, new VersionId("nobody", 1), "metrics", 1, folder.resolve("state"));
        try (HttpClient client = HttpClient.newHttpClient();
                ControllerServer controller =
                        ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), NOBODY);
                QueryServer queries = QueryServer.start(new QueryServerSettings(engines, "127.0.0.1", 0));
                VersionProcessor running = VersionProcessor.start(processor);
                ProcessorEndpoint endpoint = running.listen(0)) {
            get(client, queries.port(), "/v1/nobody/nothing");
            return metrics(get(client, controller.port(), "/prometheus")
                    + get(client, queries.port(), "/prometheus")
                    + get(client, endpoint.port(), "/prometheus"));
        }
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static String get(HttpClient client, int port, String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
