package dev.switchback.control.kubernetes;

import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.DELETE;
import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.UPDATE;
import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control loop's side repeats its orders, as the reconciler does. */
final class KubernetesLauncherTest {
    private static final VersionId V1 = new VersionId("wiki_edits", 1);
    private static final VersionId V2 = new VersionId("wiki_edits", 2);
    private static final String NAME1 = "sb-wiki-edits-v1";
    private static final String NAME2 = "sb-wiki-edits-v2";

    private TestCluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) {
        cluster = new TestCluster(folder).withOwner();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aVersionsDeploymentIsTheTemplateWithWhatDiffers() {
        KubernetesLauncher launcher = cluster.launcher();
        Deployment made = cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 3));

        Map<String, String> selector = Map.of(
                "app.kubernetes.io/instance", "sb",
                "app.kubernetes.io/component", "processor",
                "switchback.dev/pipeline", "wiki_edits",
                "switchback.dev/version", "1");
        assertEquals(selector, made.getSpec().getSelector().getMatchLabels());
        Map<String, String> podLabels =
                made.getSpec().getTemplate().getMetadata().getLabels();
        assertTrue(podLabels.entrySet().containsAll(selector.entrySet()), podLabels::toString);
        assertEquals("switchback", made.getMetadata().getLabels().get("app.kubernetes.io/name"));
        assertEquals(
                "switchback-replay-controller", made.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
        assertEquals(3, made.getSpec().getReplicas());
        assertEquals(60, made.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds());
        assertEquals(
                Map.of("team", "metrics"),
                made.getSpec().getTemplate().getMetadata().getAnnotations());
        Container processor =
                made.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertEquals(List.of("serve", "processor", "wiki_edits", "1"), processor.getArgs());
        assertEquals("switchback/processor:1.0", processor.getImage());
        assertEquals(
                "1200Mi", String.valueOf(processor.getResources().getLimits().get("memory")));
        assertEquals(
                "metadata.name",
                processor.getEnv().stream()
                        .filter(variable -> variable.getName().equals("SWITCHBACK_INSTANCE"))
                        .findFirst()
                        .orElseThrow()
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath());
        OwnerReference owner = made.getMetadata().getOwnerReferences().getFirst();
        assertEquals(List.of("ConfigMap", TestCluster.OWNER), List.of(owner.getKind(), owner.getName()));
        assertEquals(cluster.ownerUid(), owner.getUid());
    }

    @Test
    void whatIsAsOrderedIsNotWrittenAgainAlsoByTheNextController() {
        KubernetesLauncher first = cluster.launcher();
        String made = cluster.awaitDeployment(NAME1, () -> first.ensureRunning(V1, 1))
                .getMetadata()
                .getUid();
        first.close();
        KubernetesLauncher second = cluster.launcher();
        await("the watch", second::works);
        // The order of a second version is carried out after that of the first in some turn; so several have passed.
        for (int instances = 1; instances <= 3; instances++) {
            int wanted = instances;
            await("version 2 with " + wanted, () -> {
                second.ensureRunning(V1, 1);
                second.ensureRunning(V2, wanted);
                return cluster.find(NAME2)
                        .map(found -> found.getSpec().getReplicas())
                        .equals(Optional.of(wanted));
            });
        }
        assertEquals(made, cluster.find(NAME1).orElseThrow().getMetadata().getUid());
        assertEquals(0, cluster.server.count(UPDATE, NAME1) + cluster.server.count(DELETE, NAME1));
        assertEquals(Set.of(V1, V2), second.running());
    }

    @Test
    void aStoppedVersionRunsUntilItsLastPodHasEnded() {
        KubernetesLauncher launcher = cluster.launcher();
        cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1));
        await("the deletion", () -> {
            launcher.ensureStopped(V1);
            return cluster.find(NAME1).orElseThrow().getMetadata().getDeletionTimestamp() != null;
        });
        assertEquals(Set.of(V1), launcher.running());
        cluster.server.podsEnd(TestCluster.NAMESPACE, NAME1);
        await("the end of it", () -> {
            launcher.ensureStopped(V1);
            return launcher.running().isEmpty();
        });
        assertEquals(Optional.empty(), cluster.find(NAME1));
    }

    @Test
    void aVersionThatIsToRunAgainWhileItGoesIsMadeAnew() {
        KubernetesLauncher launcher = cluster.launcher();
        String uid = cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1))
                .getMetadata()
                .getUid();
        await("the deletion", () -> {
            launcher.ensureStopped(V1);
            return cluster.find(NAME1).orElseThrow().getMetadata().getDeletionTimestamp() != null;
        });
        launcher.ensureRunning(V1, 1);
        cluster.server.podsEnd(TestCluster.NAMESPACE, NAME1);
        await("another one", () -> {
            launcher.ensureRunning(V1, 1);
            return cluster.find(NAME1)
                    .filter(found -> !found.getMetadata().getUid().equals(uid))
                    .isPresent();
        });
        assertTrue(cluster.find(NAME1).orElseThrow().getMetadata().getDeletionTimestamp() == null);
    }

    @Test
    void anotherTemplateRollsTheDeploymentAndLeavesWhatOthersPutOnIt() {
        KubernetesLauncher old = cluster.launcher();
        cluster.awaitDeployment(NAME1, () -> old.ensureRunning(V1, 2));
        old.close();
        var _ = cluster.admin
                .apps()
                .deployments()
                .inNamespace(TestCluster.NAMESPACE)
                .withName(NAME1)
                .edit(found -> new DeploymentBuilder(found)
                        .editMetadata()
                        .addToAnnotations("deployment.kubernetes.io/revision", "7")
                        .endMetadata()
                        .build());
        KubernetesLauncher next = cluster.launcher("2.0");
        await("the new image", () -> {
            next.ensureRunning(V1, 2);
            return image(NAME1).equals("switchback/processor:2.0");
        });
        assertEquals(
                "7",
                cluster.find(NAME1)
                        .orElseThrow()
                        .getMetadata()
                        .getAnnotations()
                        .get("deployment.kubernetes.io/revision"));
    }

    @Test
    void whatNoVersionOwnsIsFoundByItsLabels() {
        KubernetesLauncher launcher = cluster.launcher();
        cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1));
        // Its orders would hold for a while.
        launcher.close();
        Leftover found = launcher.leftovers().belongings().getFirst();
        assertEquals(
                new Leftover(
                        Leftover.Kind.KUBERNETES_DEPLOYMENT,
                        Optional.of(new Leftover.Owner("wiki_edits", 1)),
                        NAME1,
                        1),
                found);
        assertFalse(launcher.leftovers().remove(found), "its pods have not ended");
        cluster.server.podsEnd(TestCluster.NAMESPACE, NAME1);
        assertTrue(launcher.leftovers().remove(found));
        assertEquals(List.of(), launcher.leftovers().belongings());
    }

    private String image(String name) {
        return cluster.find(name)
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }
}
