package dev.switchback.control.kubernetes;

import static dev.switchback.control.testing.TestWorld.await;

import dev.switchback.control.testing.StallingProxy;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An API server with a link to it that can be cut, the release's ConfigMap, and launchers. */
final class TestCluster implements AutoCloseable {
    /** It tells of every request; kept here, since loggers that nobody holds forget their level. */
    private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

    static {
        TALKATIVE.setLevel(Level.WARNING);
    }

    static final String NAMESPACE = "streams";
    static final String OWNER = "sb-processors";
    static final String TEMPLATE = """
            apiVersion: v1
            kind: PodTemplate
            metadata:
              name: sb
              labels:
                app.kubernetes.io/name: switchback
                app.kubernetes.io/instance: sb
                app.kubernetes.io/managed-by: Helm
              annotations:
                switchback.dev/owner-configmap: sb-processors
            template:
              metadata:
                annotations: {team: metrics}
              spec:
                securityContext: {runAsNonRoot: true}
                containers:
                  - name: processor
                    image: switchback/processor:IMAGE
                    env: [{name: SWITCHBACK_THREADS, value: "2"}]
                    resources: {limits: {memory: 1200Mi}}
                  - name: sidecar
                    image: example/sidecar:1
            """;

    final FaultyApiServer server = new FaultyApiServer();
    final StallingProxy link;
    final KubernetesClient admin;
    private final KubernetesMockServer http;
    private final Path folder;
    private final Deque<Runnable> open = new ArrayDeque<>();

    TestCluster(Path folder) {
        this.folder = folder;
        this.http = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), server, false);
        http.init();
        this.link = new StallingProxy(URI.create("http://" + http.getHostName() + ":" + http.getPort()));
        this.admin = http.createClient();
    }

    TestCluster withOwner() {
        admin.configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(OWNER)
                        .endMetadata()
                        .build())
                .create();
        return this;
    }

    KubernetesLauncher launcher() {
        return launcher("1.0");
    }

    /** @param image its tag in the template */
    KubernetesLauncher launcher(String image) {
        KubernetesClient client =
                KubernetesClients.open(new ConfigBuilder(http.createClient().getConfiguration())
                        .withMasterUrl(link.address().toString())
                        .build());
        KubernetesLauncher launcher = new KubernetesLauncher(
                        client, NAMESPACE, file(TEMPLATE.replace("IMAGE", image)), Duration.ofSeconds(1))
                .start();
        open.push(() -> {
            launcher.close();
            client.close();
        });
        return launcher;
    }

    Path file(String template) {
        try {
            return Files.writeString(Files.createTempFile(folder, "template", ".yaml"), template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Deployment> find(String name) {
        return Optional.ofNullable(
                admin.apps().deployments().inNamespace(NAMESPACE).withName(name).get());
    }

    String ownerUid() {
        return admin.configMaps()
                .inNamespace(NAMESPACE)
                .withName(OWNER)
                .get()
                .getMetadata()
                .getUid();
    }

    Deployment awaitDeployment(String name, Runnable meanwhile) {
        await("the Deployment " + name, () -> {
            meanwhile.run();
            return find(name).isPresent();
        });
        return find(name).orElseThrow();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
        admin.close();
        link.close();
        try {
            http.destroy();
        } catch (IllegalStateException e) {
            // It waits some seconds for its threads, which is too short on a busy machine. No test is about its end.
            System.out.println("the mock's server goes on ending: " + e.getCause());
        }
    }
}
