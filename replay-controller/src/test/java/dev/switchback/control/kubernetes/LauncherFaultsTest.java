package dev.switchback.control.kubernetes;

import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.CREATE;
import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.DELETE;
import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.LIST;
import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.UPDATE;
import static dev.switchback.control.kubernetes.FaultyApiServer.Verb.WATCH;
import static dev.switchback.control.testing.TestWorld.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of the API server ends with what was ordered, and none reaches the caller. */
final class LauncherFaultsTest {
    private static final VersionId V1 = new VersionId("wiki_edits", 1);
    private static final String NAME1 = "sb-wiki-edits-v1";

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
    void aConflictIsReadAgainAndOvercome() {
        KubernetesLauncher launcher = cluster.launcher();
        cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1));
        await("the watch", launcher::works);
        cluster.server.refuse(UPDATE, 409, 2);
        await("four instances", () -> {
            launcher.ensureRunning(V1, 4);
            return cluster.find(NAME1).orElseThrow().getSpec().getReplicas() == 4;
        });
        assertEquals(0, cluster.server.refusalsLeft(UPDATE));
    }

    @Test
    void anOverloadedServerIsAskedAgainAndHoldsNobodyUp() {
        cluster.server.refuse(CREATE, 429, 3);
        cluster.server.refuse(LIST, 429, 3);
        KubernetesLauncher launcher = cluster.launcher();
        launcher.ensureRunning(V1, 1);
        assertEquals(Set.of(V1), launcher.running());
        cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1));
        await("health", () -> {
            launcher.ensureRunning(V1, 1);
            return launcher.works();
        });
        assertEquals(0, cluster.server.refusalsLeft(CREATE));
        assertEquals(0, cluster.server.refusalsLeft(LIST));
    }

    @Test
    void aLostWatchWhoseVersionIsGoneIsBegunAnewAndWhatHappenedMeanwhileIsMended() {
        KubernetesLauncher first = cluster.launcher();
        String uid = cluster.awaitDeployment(NAME1, () -> first.ensureRunning(V1, 1))
                .getMetadata()
                .getUid();
        first.close();
        KubernetesLauncher launcher = cluster.launcher();
        // It has no orders: what it says is what it has seen.
        await("the watch", () -> launcher.works() && launcher.running().equals(Set.of(V1)));
        // Asked again from where the last one ended, the server says once more that this is too long ago.
        cluster.server.refuse(WATCH, 410, 3);
        cluster.link.cut();
        var _ = cluster.admin
                .apps()
                .deployments()
                .inNamespace(TestCluster.NAMESPACE)
                .withName(NAME1)
                .delete();
        await("another Deployment", () -> {
            launcher.ensureRunning(V1, 1);
            return cluster.find(NAME1)
                    .filter(found -> !found.getMetadata().getUid().equals(uid))
                    .isPresent();
        });
        await("health", launcher::works);
        assertEquals(0, cluster.server.refusalsLeft(WATCH));
    }

    @Test
    void whileTheServerIsAwayAStoppedVersionCountsAsRunning() {
        cluster.link.hang(true);
        KubernetesLauncher launcher = cluster.launcher();
        launcher.ensureStopped(V1);
        assertEquals(Set.of(V1), launcher.running());
        await("the question", () -> cluster.link.waiting() > 0);
        launcher.ensureStopped(V1);
        assertEquals(Set.of(V1), launcher.running());
        assertFalse(launcher.works());
        cluster.link.hang(false);
        await("the answer that there is none", () -> {
            launcher.ensureStopped(V1);
            return launcher.running().isEmpty();
        });
    }

    @Test
    void aDeploymentOfTheSameNameThatIsAnothersIsLeftAlone() {
        Deployment others = new DeploymentBuilder()
                .withNewMetadata()
                .withName(NAME1)
                .addToLabels("app.kubernetes.io/instance", "another-release")
                .endMetadata()
                .build();
        var _ = cluster.admin
                .apps()
                .deployments()
                .inNamespace(TestCluster.NAMESPACE)
                .resource(others)
                .create();
        KubernetesLauncher launcher = cluster.launcher();
        await("the problem", () -> {
            launcher.ensureRunning(V1, 1);
            return launcher.problems().toString().contains("belongs to something else");
        });
        await("the stop of what is not there", () -> {
            launcher.ensureStopped(V1);
            return launcher.running().isEmpty();
        });
        assertEquals(0, cluster.server.count(UPDATE, NAME1) + cluster.server.count(DELETE, NAME1));
    }

    @Test
    void nothingIsMadeWithoutAnOwner() {
        cluster.admin
                .configMaps()
                .inNamespace(TestCluster.NAMESPACE)
                .withName(TestCluster.OWNER)
                .delete();
        KubernetesLauncher launcher = cluster.launcher();
        await("the problem", () -> {
            launcher.ensureRunning(V1, 1);
            return launcher.problems().toString().contains("sb-processors");
        });
        assertEquals(0, cluster.server.count(CREATE, NAME1));
        cluster.withOwner();
        Deployment made = cluster.awaitDeployment(NAME1, () -> launcher.ensureRunning(V1, 1));
        assertEquals(
                cluster.ownerUid(),
                made.getMetadata().getOwnerReferences().getFirst().getUid());
    }
}
