package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes the launcher when a Deployment changes, and tells in the log when the cluster cannot run one. Thread-safe. */
final class DeploymentEvents implements ResourceEventHandler<Deployment> {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentEvents.class);

    private final Runnable changed;

    DeploymentEvents(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void onAdd(Deployment deployment) {
        tell(List.of(), deployment);
        changed.run();
    }

    @Override
    public void onUpdate(Deployment before, Deployment now) {
        tell(stuck(before), now);
        changed.run();
    }

    @Override
    public void onDelete(Deployment deployment, boolean lastStateUnknown) {
        changed.run();
    }

    private static void tell(List<String> known, Deployment deployment) {
        for (String sentence : stuck(deployment)) {
            if (!known.contains(sentence)) {
                LOG.warn(
                        "The Deployment {} does not run: {}",
                        deployment.getMetadata().getName(),
                        sentence);
            }
        }
    }

    /** Such as a quota that is used up, or an image that cannot be had. */
    private static List<String> stuck(Deployment deployment) {
        return Optional.ofNullable(deployment.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(DeploymentEvents::isBad)
                .map(condition -> condition.getReason() + ", " + condition.getMessage())
                .toList();
    }

    private static boolean isBad(DeploymentCondition condition) {
        return ("ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus()))
                || ("Progressing".equals(condition.getType()) && "False".equals(condition.getStatus()));
    }
}
