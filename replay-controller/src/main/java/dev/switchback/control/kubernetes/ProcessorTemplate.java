package dev.switchback.control.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From what every version's Deployment is made: a manifest of the kind PodTemplate. Its name is the prefix of the Deployments' names, its labels are
 * theirs, its pod template is theirs but for what differs by version, and an annotation names the ConfigMap that owns them.
 *
 * @param prefix of the Deployments' names
 * @param labels of each Deployment
 * @param owner name of the ConfigMap with which they go
 * @param pod has a container named {@value #CONTAINER}
 */
record ProcessorTemplate(String prefix, Map<String, String> labels, String owner, PodTemplateSpec pod) {
    static final String CONTAINER = "processor";
    static final String OWNER = "switchback.dev/owner-configmap";
    static final String INSTANCE_VARIABLE = "SWITCHBACK_INSTANCE";

    /** A processor drains within this time, whatever the stores do. */
    static final long LONGEST_DRAIN_SECONDS = 45;

    static final long DEFAULT_GRACE_SECONDS = 60;

    ProcessorTemplate {
        labels = Map.copyOf(labels);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ProcessorTemplate read(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the template of processors cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the template of processors, " + file + ": " + e.getMessage(), e);
        }
    }

    static ProcessorTemplate of(String text) {
        PodTemplate template = StrictManifest.read(text, PodTemplate.class);
        require("PodTemplate".equals(template.getKind()), "its kind is not PodTemplate");
        ObjectMeta metadata = Optional.ofNullable(template.getMetadata()).orElseGet(ObjectMeta::new);
        Map<String, String> labels = orEmpty(metadata.getLabels());
        String prefix = Optional.ofNullable(metadata.getName()).orElse("");
        require(
                prefix.matches("[a-z]([-a-z0-9]*[a-z0-9])?"),
                "metadata.name, with which the Deployments' names begin, is no name of a Deployment: '" + prefix + "'");
        require(
                labels.containsKey(VersionLabels.INSTANCE),
                "the label " + VersionLabels.INSTANCE
                        + " is missing; it tells this installation's Deployments from others");
        String owner = orEmpty(metadata.getAnnotations()).getOrDefault(OWNER, "");
        require(
                !owner.isEmpty(),
                "the annotation " + OWNER + " is missing; it names the ConfigMap that owns the Deployments");
        PodTemplateSpec pod = Optional.ofNullable(template.getTemplate()).orElseGet(PodTemplateSpec::new);
        requirePod(Optional.ofNullable(pod.getSpec()).orElseGet(PodSpec::new));
        return new ProcessorTemplate(prefix, labels, owner, pod);
    }

    private static void requirePod(PodSpec pod) {
        List<Container> processors = pod.getContainers().stream()
                .filter(container -> CONTAINER.equals(container.getName()))
                .toList();
        require(
                processors.size() == 1,
                "template.spec.containers has no container named '" + CONTAINER + "', or several");
        Container processor = processors.getFirst();
        require(
                processor.getImage() != null && !processor.getImage().isBlank(),
                "the processor's container has no image");
        require(
                processor.getEnv().stream().noneMatch(variable -> INSTANCE_VARIABLE.equals(variable.getName())),
                INSTANCE_VARIABLE + " is set; every pod gets its own");
        Long grace = pod.getTerminationGracePeriodSeconds();
        require(
                grace == null || grace >= LONGEST_DRAIN_SECONDS,
                "terminationGracePeriodSeconds is " + grace + "; a processor may take " + LONGEST_DRAIN_SECONDS
                        + " s to end in order");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Map<String, String> orEmpty(Map<String, String> labels) {
        return Optional.ofNullable(labels).orElse(Map.of());
    }
}
