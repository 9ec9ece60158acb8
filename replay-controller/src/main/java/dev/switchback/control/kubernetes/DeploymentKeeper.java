package dev.switchback.control.kubernetes;

import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one Deployment at a time to what is wanted. Each call does one step from what it finds, and may be repeated at will: nothing is remembered but the owner.
 * For the launcher's thread.
 */
final class DeploymentKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentKeeper.class);
    /** A release that is installed anew has another owner; this late it is noticed. */
    private static final Duration OWNER_AGE = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final ProcessorDeployment deployments;
    private final String ownerName;
    private @Nullable OwnerReference owner;
    private long ownerReadAt;

    DeploymentKeeper(Cluster cluster, ProcessorDeployment deployments, String ownerName) {
        this.cluster = cluster;
        this.deployments = deployments;
        this.ownerName = ownerName;
    }

    /** @param seen by the informer; may be old */
    void run(VersionId version, int instances, Optional<Deployment> seen) {
        if (seen.isPresent() && ProcessorDeployment.isBeingDeleted(seen.get())) {
            // It cannot be kept; another one is made when it has gone.
            return;
        }
        Deployment wanted = deployments.of(version, instances, owner());
        if (seen.isEmpty()) {
            create(version, wanted);
        } else if (!ProcessorDeployment.same(seen.get(), wanted)) {
            replace(seen.get(), wanted);
        }
    }

    private void replace(Deployment seen, Deployment wanted) {
        try {
            var _ = cluster.replace(seen, ProcessorDeployment.replacing(seen, wanted));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // What was seen is old, most often by what this launcher has written itself; the informer brings the new
            // one.
            LOG.debug("{} has changed meanwhile", wanted.getMetadata().getName());
        }
    }

    private void create(VersionId version, Deployment wanted) {
        try {
            var _ = cluster.create(wanted);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // The informer will bring it, if it is ours.
            Optional<Deployment> there = cluster.find(wanted.getMetadata().getName());
            if (there.isPresent() && !deployments.isOf(version, there.get())) {
                throw notOurs(version, wanted.getMetadata().getName());
            }
        }
    }

    /** @return whether there is certainly none any more */
    boolean stop(VersionId version, Optional<Deployment> seen) {
        // The informer may not have heard of a new one yet, so its word that there is none does not count.
        Optional<Deployment> found = seen.isPresent() ? seen : cluster.find(deployments.name(version));
        if (found.isEmpty() || !deployments.isOf(version, found.get())) {
            return true;
        }
        if (!ProcessorDeployment.isBeingDeleted(found.get())) {
            cluster.delete(found.get());
        }
        return false;
    }

    private OwnerReference owner() {
        OwnerReference known = owner;
        if (known == null || System.nanoTime() - ownerReadAt > OWNER_AGE.toNanos()) {
            known = cluster.owner(ownerName);
            owner = known;
            ownerReadAt = System.nanoTime();
        }
        return known;
    }

    private static LauncherException notOurs(VersionId version, String name) {
        return new LauncherException("The Deployment " + name + ", the name of which is needed for " + version
                + ", exists and belongs to something else; it is left alone.");
    }
}
