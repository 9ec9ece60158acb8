package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All requests that are made of the API server; the verbs here are those of the Role in helm/. Methods throw
 * {@link io.fabric8.kubernetes.client.KubernetesClientException} where it refuses or does not answer. Thread-safe.
 */
final class Cluster {
    private static final Duration RESYNC = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final String namespace;

    Cluster(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    private MixedOperation<Deployment, DeploymentList, RollableScalableResource<Deployment>> deployments() {
        return client.apps().deployments();
    }

    /** Not started yet. Lists and watches; begins anew when the watch is lost or its version of the list is gone, for as long as it takes. */
    SharedIndexInformer<Deployment> informer(Map<String, String> labels) {
        return deployments()
                .inNamespace(namespace)
                .withLabels(labels)
                .runnableInformer(RESYNC.toMillis())
                .exceptionHandler((_, _) -> true);
    }

    List<Deployment> list(Map<String, String> labels) {
        return deployments().inNamespace(namespace).withLabels(labels).list().getItems();
    }

    Optional<Deployment> find(String name) {
        return Optional.ofNullable(
                deployments().inNamespace(namespace).withName(name).get());
    }

    Deployment create(Deployment deployment) {
        return deployments().inNamespace(namespace).resource(deployment).create();
    }

    /** Writes over exactly the one found: 409 where it has changed since. */
    Deployment replace(Deployment found, Deployment by) {
        return deployments()
                .inNamespace(namespace)
                .resource(by)
                .lockResourceVersion(found.getMetadata().getResourceVersion())
                .update();
    }

    /** In the foreground: the Deployment goes when its last pod has ended, and not before. What is gone already is no error. */
    void delete(Deployment found) {
        var _ = deployments()
                .inNamespace(namespace)
                .withName(found.getMetadata().getName())
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    /**
     * The owner of what is created.
     *
     * @throws LauncherException if it is not there, or goes
     */
    OwnerReference owner(String name) {
        ConfigMap owner =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (owner == null || owner.getMetadata().getDeletionTimestamp() != null) {
            throw new LauncherException("The ConfigMap " + name
                    + ", which owns the processors' Deployments, does not exist; it is part of the Helm release.");
        }
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(name)
                .withUid(owner.getMetadata().getUid())
                .build();
    }
}
