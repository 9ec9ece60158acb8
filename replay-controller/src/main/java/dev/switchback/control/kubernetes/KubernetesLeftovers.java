package dev.switchback.control.kubernetes;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.LeftoverSource;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Deployments of versions of this installation. The launcher's control loop stops what is not wanted by itself, so one is left over only where that could not be
 * done. Thread-safe.
 */
public final class KubernetesLeftovers implements LeftoverSource {
    private final Cluster cluster;
    private final ProcessorDeployment deployments;

    KubernetesLeftovers(Cluster cluster, ProcessorDeployment deployments) {
        this.cluster = cluster;
        this.deployments = deployments;
    }

    @Override
    public List<Leftover> belongings() {
        return asked(() -> cluster.list(deployments.selectingAll()).stream()
                .flatMap(KubernetesLeftovers::leftover)
                .toList());
    }

    private static Stream<Leftover> leftover(Deployment deployment) {
        Optional<VersionId> version =
                VersionLabels.version(deployment.getMetadata().getLabels());
        return version.stream()
                .map(owner -> new Leftover(
                        Leftover.Kind.KUBERNETES_DEPLOYMENT,
                        Optional.of(new Leftover.Owner(owner.pipeline(), owner.number())),
                        deployment.getMetadata().getName(),
                        1));
    }

    @Override
    public boolean remove(Leftover leftover) {
        return asked(() -> {
            Optional<Deployment> found = cluster.find(leftover.name());
            found.filter(deployment -> !ProcessorDeployment.isBeingDeleted(deployment))
                    .ifPresent(cluster::delete);
            // Its pods take their time; until they have ended it is in use.
            return found.isEmpty() || cluster.find(leftover.name()).isEmpty();
        });
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw new StoreUnavailableException("The Kubernetes API server does not answer: " + e.getMessage(), e);
        }
    }
}
