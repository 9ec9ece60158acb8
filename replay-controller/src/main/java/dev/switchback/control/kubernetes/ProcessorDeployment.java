package dev.switchback.control.kubernetes;

import dev.switchback.views.Sha256;
import dev.switchback.views.VersionId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes a version's Deployment from the template, and says whether one that is there is that. Thread-safe. */
final class ProcessorDeployment {
    /** Hash of what the launcher gave; defaults that the API server adds are not in it. */
    static final String SPECIFICATION = "switchback.dev/specification";

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final ProcessorTemplate template;

    ProcessorDeployment(ProcessorTemplate template) {
        this.template = template;
    }

    String name(VersionId version) {
        return DeploymentName.of(template.prefix(), version);
    }

    /** By these the installation's Deployments are found. */
    Map<String, String> selectingAll() {
        return Map.of(
                VersionLabels.INSTANCE,
                Objects.requireNonNull(template.labels().get(VersionLabels.INSTANCE)),
                VersionLabels.COMPONENT,
                VersionLabels.PROCESSOR);
    }

    /** Whether a Deployment is this version's in this installation, whatever its name. */
    boolean isOf(VersionId version, Deployment found) {
        Map<String, String> labels =
                Optional.ofNullable(found.getMetadata().getLabels()).orElse(Map.of());
        return labels.entrySet().containsAll(selectingAll().entrySet())
                && VersionLabels.version(labels).equals(Optional.of(version));
    }

    Deployment of(VersionId version, int instances, OwnerReference owner) {
        Map<String, String> selector = new HashMap<>(selectingAll());
        selector.putAll(VersionLabels.of(version));
        Map<String, String> labels = new HashMap<>(template.labels());
        labels.putAll(selector);
        labels.put(VersionLabels.MANAGED_BY, VersionLabels.MANAGER);
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName(name(version))
                .withLabels(labels)
                .withOwnerReferences(owner)
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(2)
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                // The new one first: while it takes over, nobody is without a processor.
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxUnavailable(0)
                .withNewMaxSurge(1)
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(pod(version, labels))
                .endSpec()
                .build();
        String hash = Sha256.hex(JSON.asJson(deployment).getBytes(StandardCharsets.UTF_8));
        deployment.getMetadata().setAnnotations(new HashMap<>(Map.of(SPECIFICATION, hash)));
        deployment.getSpec().setReplicas(instances);
        return deployment;
    }

    private PodTemplateSpec pod(VersionId version, Map<String, String> labels) {
        List<Container> containers = new ArrayList<>();
        for (Container container : template.pod().getSpec().getContainers()) {
            containers.add(
                    container.getName().equals(ProcessorTemplate.CONTAINER)
                            ? processor(container, version)
                            : container);
        }
        Long grace = template.pod().getSpec().getTerminationGracePeriodSeconds();
        return new PodTemplateSpecBuilder(template.pod())
                .editOrNewMetadata()
                .addToLabels(labels)
                .endMetadata()
                .editSpec()
                .withContainers(containers)
                .withTerminationGracePeriodSeconds(grace == null ? ProcessorTemplate.DEFAULT_GRACE_SECONDS : grace)
                .endSpec()
                .build();
    }

    private static Container processor(Container template, VersionId version) {
        List<String> arguments = new ArrayList<>(template.getArgs());
        if (arguments.isEmpty()) {
            arguments.addAll(List.of("serve", "processor"));
        }
        arguments.add(version.pipeline());
        arguments.add(Integer.toString(version.number()));
        return new ContainerBuilder(template)
                .withArgs(arguments)
                .addNewEnv()
                .withName(ProcessorTemplate.INSTANCE_VARIABLE)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .build();
    }

    /** Whether what is there is what the launcher would make: the same template, number and owner. */
    static boolean same(Deployment found, Deployment wanted) {
        return Objects.equals(specification(found), specification(wanted))
                && Objects.equals(
                        found.getSpec().getReplicas(), wanted.getSpec().getReplicas());
    }

    private static Optional<String> specification(Deployment deployment) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(SPECIFICATION));
    }

    /** What is to take the place of the one found; labels and annotations that others put on it stay. */
    static Deployment replacing(Deployment found, Deployment wanted) {
        return new DeploymentBuilder(found)
                .editMetadata()
                .addToLabels(wanted.getMetadata().getLabels())
                .addToAnnotations(wanted.getMetadata().getAnnotations())
                .withOwnerReferences(wanted.getMetadata().getOwnerReferences())
                .endMetadata()
                .withSpec(wanted.getSpec())
                .build();
    }

    static boolean isBeingDeleted(Deployment deployment) {
        return deployment.getMetadata().getDeletionTimestamp() != null;
    }
}
