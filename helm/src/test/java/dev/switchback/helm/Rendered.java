package dev.switchback.helm;

import dev.switchback.control.kubernetes.StrictManifest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a chart was rendered to, each document read strictly as its kind.
 *
 * @param resources of Kubernetes' own kinds
 * @param monitors and rules of the Prometheus operator
 */
record Rendered(List<HasMetadata> resources, List<PrometheusOperator> monitors) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1 Job", Job.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class));
    private static final Map<String, Class<? extends PrometheusOperator>> MONITORS = Map.of(
            "monitoring.coreos.com/v1 ServiceMonitor", PrometheusOperator.ServiceMonitor.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusOperator.PrometheusRule.class);
    private static final Pattern KIND = Pattern.compile("(?m)^apiVersion: (\\S+)\\s+^kind: (\\S+)");

    static Rendered of(String text) {
        List<HasMetadata> resources = new ArrayList<>();
        List<PrometheusOperator> monitors = new ArrayList<>();
        for (String document : text.split("(?m)^---$", -1)) {
            Matcher kind = KIND.matcher(document);
            if (kind.find()) {
                String name = kind.group(1) + " " + kind.group(2);
                if (MONITORS.containsKey(name)) {
                    monitors.add(StrictManifest.read(document, Objects.requireNonNull(MONITORS.get(name))));
                } else {
                    resources.add(StrictManifest.read(
                            document, Objects.requireNonNull(KINDS.get(name), "a kind that is not expected: " + name)));
                }
            }
        }
        return new Rendered(resources, monitors);
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(resource -> resource.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    /** The text that the launcher reads. */
    String processorTemplate() {
        return Objects.requireNonNull(
                one(ConfigMap.class, Chart.PREFIX + "-processors").getData().get("template.yaml"));
    }

    /** Every pod that comes of it, by component; of processors as the launcher labels them for a version. */
    Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        Stream.concat(
                        all(Deployment.class).stream().map(one -> one.getSpec().getTemplate()),
                        all(Job.class).stream().map(one -> one.getSpec().getTemplate()))
                .forEach(pod -> pods.put(component(pod), pod));
        PodTemplateSpec processor =
                StrictManifest.read(processorTemplate(), PodTemplate.class).getTemplate();
        processor
                .getMetadata()
                .getLabels()
                .putAll(Map.of("switchback.dev/pipeline", "p", "switchback.dev/version", "1"));
        pods.put("processor", processor);
        return pods;
    }

    private static String component(PodTemplateSpec pod) {
        return Objects.requireNonNull(pod.getMetadata().getLabels().get("app.kubernetes.io/component"));
    }
}
