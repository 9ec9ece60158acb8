package dev.switchback.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.kubernetes.KubernetesLauncher;
import dev.switchback.control.kubernetes.LeaderLabel;
import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's template makes Deployments, and its Role grants what the controller asks of the API server, neither less nor more. */
final class LauncherRightsTest {
    /** It tells of every request; kept here, since loggers that nobody holds forget their level. */
    private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

    static {
        TALKATIVE.setLevel(Level.WARNING);
    }

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final VersionId VERSION = new VersionId("wikipedia", 2);
    private static final String NAME = Chart.PREFIX + "-wikipedia-v2";

    private final AskedApiServer asked = new AskedApiServer();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), asked, false);
    private final Rendered rendered = Chart.defaults();

    @BeforeEach
    void start() {
        server.init();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    @Test
    void theRoleGrantsExactlyWhatIsAsked(@TempDir Path folder) throws IOException {
        Path template = Files.writeString(folder.resolve("template.yaml"), rendered.processorTemplate());
        try (KubernetesClient admin = server.createClient();
                KubernetesClient client = server.createClient()) {
            var _ = admin.configMaps()
                    .inNamespace(Chart.NAMESPACE)
                    .resource(rendered.one(ConfigMap.class, Chart.PREFIX + "-processors"))
                    .create();
            var _ = admin.pods()
                    .inNamespace(Chart.NAMESPACE)
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("controller-0")
                            .endMetadata()
                            .build())
                    .create();
            asked.forget();
            lead(client);
            live(client, template);
            // What the leftovers add is asked by the same verbs.
            assertEquals(granted(), asked.verbs());
        }
    }

    private void lead(KubernetesClient client) {
        LeaderLabel label = LeaderLabel.start(client, Chart.NAMESPACE, "controller-0", () -> true);
        try {
            await("the label", () -> "true".equals(label()));
        } finally {
            label.close();
        }
        assertEquals("false", label());
    }

    private String label() {
        Map<String, String> labels = asked.find("api/v1", "pods/controller-0", Pod.class)
                .orElseThrow()
                .getMetadata()
                .getLabels();
        return Optional.ofNullable(labels)
                .map(all -> all.get(LeaderLabel.LEADING))
                .orElse("");
    }

    private Optional<Deployment> deployment() {
        return asked.find("apis/apps/v1", "deployments/" + NAME, Deployment.class);
    }

    private void live(KubernetesClient client, Path template) {
        try (KubernetesLauncher launcher = new KubernetesLauncher(client, Chart.NAMESPACE, template).start()) {
            await("a Deployment", () -> {
                launcher.ensureRunning(VERSION, 1);
                return deployment().isPresent();
            });
            Deployment made = deployment().orElseThrow();
            assertEquals(
                    Chart.PREFIX + "-processors",
                    made.getMetadata().getOwnerReferences().getFirst().getName());
            assertTrue(made.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds() >= 45);
            await("another number", () -> {
                launcher.ensureRunning(VERSION, 3);
                return deployment().orElseThrow().getSpec().getReplicas() == 3;
            });
            await("its end", () -> {
                launcher.ensureStopped(VERSION);
                return launcher.running().isEmpty();
            });
        }
    }

    private Set<String> granted() {
        Set<String> granted = new TreeSet<>();
        for (PolicyRule rule :
                rendered.one(Role.class, Chart.PREFIX + "-replay-controller").getRules()) {
            for (String resource : rule.getResources()) {
                rule.getVerbs().forEach(verb -> granted.add(resource + " " + verb));
            }
        }
        return granted;
    }

    private static void await(String description, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "waited for " + description);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
