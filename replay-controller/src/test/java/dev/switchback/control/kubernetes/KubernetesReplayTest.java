package dev.switchback.control.kubernetes;

import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.control.app.Launch;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.control.testing.TestTopic;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestEngines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller whose processors are Deployments: no pod of them ever runs here, and that it waits for pods is seen. */
final class KubernetesReplayTest {
    private final String pipeline = TestEngines.uniqueName("kube");
    private final String name = "sb-" + pipeline.replace('_', '-') + "-v1";

    /** What a version built is removed when its last pod has ended, and not before. */
    @Test
    void aReplaysDeploymentComesWithItsNumberAndIsWaitedForWhenTheReplayIsAborted(@TempDir Path folder) {
        try (TestTopic topic = TestTopic.create(pipeline, 2, Map.of());
                TestCluster cluster = new TestCluster(folder).withOwner()) {
            topic.write(0, 100);
            KubernetesLauncher launcher = cluster.launcher();
            Launch launch = new Launch(launcher, List.of(launcher.leftovers()), Map.of("kubernetes", launcher::works));
            try (ControllerServer server = ControllerServer.start(
                            new ControllerSettings(TestWorld.engines(), "127.0.0.1", 0), launch);
                    AdminClient admin = new AdminClient(server.port())) {
                assertEquals(
                        201,
                        admin.postYaml(path("/versions"), TestWorld.manifest(pipeline, 0))
                                .status());
                String replay = admin.post(path("/replays"), "{\"version\":1,\"switch\":\"manual\",\"instances\":2}")
                        .json()
                        .path("id")
                        .asString();
                await("two instances", () -> replicas(cluster).equals(Optional.of(2)));
                await(
                        "health",
                        () -> "UP"
                                .equals(admin.get("/health")
                                        .json()
                                        .at("/engines/kubernetes")
                                        .asString()));
                assertEquals(
                        202, admin.post(path("/replays/" + replay + "/abort")).status());
                await(
                        "the deletion",
                        () -> cluster.find(name)
                                .filter(ProcessorDeployment::isBeingDeleted)
                                .isPresent());
                assertEquals("aborting", state(admin, replay), "its pods have not ended");
                cluster.server.podsEnd(TestCluster.NAMESPACE, name);
                await("the abort", () -> "aborted".equals(state(admin, replay)));
                assertEquals(Optional.empty(), cluster.find(name));
            }
        }
    }

    private Optional<Integer> replicas(TestCluster cluster) {
        return cluster.find(name).map(found -> found.getSpec().getReplicas());
    }

    private String state(AdminClient admin, String replay) {
        return admin.get(path("/replays/" + replay)).json().path("state").asString();
    }

    private String path(String rest) {
        return "/v1/pipelines/" + pipeline + rest;
    }
}
