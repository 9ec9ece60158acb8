package dev.switchback.helm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import dev.switchback.standalone.app.Configuration;
import dev.switchback.standalone.app.Main;
import dev.switchback.views.trust.TrustedAuthorities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rendered with the defaults and with each example; reading it back refuses kinds and fields that Kubernetes does not have. */
final class ChartTest {
    static Stream<Rendered> all() {
        return Stream.concat(
                Stream.of(Chart.defaults()), Chart.examples().stream().map(Chart::example));
    }

    @Test
    void lintFindsNothing() {
        LintResult lint = Chart.lint();
        assertFalse(lint.isFailed(), () -> lint.getMessages().toString());
        assertTrue(
                lint.getMessages().stream()
                        .noneMatch(message -> message.contains("WARNING") || message.contains("ERROR")),
                () -> lint.getMessages().toString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatSelectsPodsSelectsExactlyThoseMeant(Rendered rendered) {
        Map<String, PodTemplateSpec> pods = rendered.pods();
        for (Service service : rendered.all(Service.class)) {
            Map<String, String> selector = new HashMap<>(service.getSpec().getSelector());
            // Written on the pod by the controller that leads.
            String leading = selector.remove("switchback.dev/leading");
            String component = component(service.getMetadata().getLabels());
            assertEquals(Set.of(component), selected(selector, pods), service::toString);
            assertEquals(
                    service.getMetadata().getName().equals(Chart.PREFIX + "-replay-controller") ? "true" : "",
                    Optional.ofNullable(leading).orElse(""));
            String port =
                    service.getSpec().getPorts().getFirst().getTargetPort().getStrVal();
            assertEquals(port, portName(Objects.requireNonNull(pods.get(component))));
        }
        for (PodDisruptionBudget budget : rendered.all(PodDisruptionBudget.class)) {
            assertEquals(
                    Set.of(component(budget.getMetadata().getLabels())),
                    selected(budget.getSpec().getSelector().getMatchLabels(), pods));
        }
        for (Deployment deployment : rendered.all(Deployment.class)) {
            assertEquals(
                    Set.of(component(deployment.getMetadata().getLabels())),
                    selected(deployment.getSpec().getSelector().getMatchLabels(), pods));
        }
        for (HorizontalPodAutoscaler scaler : rendered.all(HorizontalPodAutoscaler.class)) {
            Deployment target = rendered.one(
                    Deployment.class, scaler.getSpec().getScaleTargetRef().getName());
            assertEquals("query-api", component(target.getMetadata().getLabels()));
            assertEquals(null, target.getSpec().getReplicas(), "two would decide the number");
        }
        assertEquals(2, rendered.all(PodDisruptionBudget.class).size());
    }

    @ParameterizedTest
    @MethodSource("all")
    void networkPoliciesLetEachPodsPortInAndTheEnginesOut(Rendered rendered) {
        Map<String, PodTemplateSpec> pods = rendered.pods();
        List<NetworkPolicy> policies = rendered.all(NetworkPolicy.class);
        if (policies.isEmpty()) {
            return;
        }
        Set<String> covered = new HashSet<>();
        for (NetworkPolicy policy : policies) {
            Set<String> components = selected(policy.getSpec().getPodSelector().getMatchLabels(), pods);
            assertEquals(1, components.size(), policy.getMetadata()::getName);
            covered.addAll(components);
            PodTemplateSpec pod =
                    Objects.requireNonNull(pods.get(components.iterator().next()));
            assertEquals(
                    portName(pod),
                    policy.getSpec().getIngress().stream()
                            .map(rule -> rule.getPorts().getFirst().getPort().getStrVal())
                            .collect(Collectors.joining()));
            Set<Integer> out = policy.getSpec().getEgress().stream()
                    .flatMap(rule -> rule.getPorts().stream())
                    .map(port -> port.getPort().getIntVal())
                    .collect(Collectors.toSet());
            assertTrue(out.containsAll(Set.of(53, 5432, 6379)), out::toString);
            assertEquals(components.contains("replay-controller"), out.contains(6443));
        }
        assertEquals(Set.of("query-api", "replay-controller", "processor", "migrations"), covered);
    }

    /** The ports in the examples' own addresses, which their comments show. */
    @ParameterizedTest
    @CsvSource({"managed-stores,9096 5432 8443 6379", "in-cluster,9092 5432 8443 6379 8081"})
    void anExamplesPoliciesLetItsEnginesPortsThrough(String example, String ports) {
        Rendered rendered = Chart.example(example);
        for (NetworkPolicy policy : rendered.all(NetworkPolicy.class)) {
            List<String> engines = policy.getSpec().getEgress().get(1).getPorts().stream()
                    .map(port -> String.valueOf(port.getPort().getIntVal()))
                    .toList();
            assertEquals(List.of(ports.split(" ")), engines);
        }
    }

    private static final Map<String, String> SECRETS = Map.of(
            "SWITCHBACK_KAFKA", "kafka:9092",
            "SWITCHBACK_POSTGRES", "postgresql://switchback:secret@postgres:5432/switchback",
            "SWITCHBACK_CLICKHOUSE", "http://switchback:secret@clickhouse:8123",
            "SWITCHBACK_REDIS", "redis://redis:6379");

    @ParameterizedTest
    @MethodSource("all")
    void everyVariableAndArgumentIsKnownToTheProgram(Rendered rendered, @TempDir Path mounted) throws IOException {
        Path properties = Files.writeString(mounted.resolve("client.properties"), "security.protocol=PLAINTEXT");
        rendered.pods().forEach((component, pod) -> {
            Container container = pod.getSpec().getContainers().getFirst();
            Map<String, String> environment = new HashMap<>();
            container.getEnv().stream()
                    .filter(variable -> variable.getName().startsWith("SWITCHBACK_"))
                    .forEach(variable -> environment.put(variable.getName(), value(variable)));
            assertTrue(environment.keySet().containsAll(Set.of("SWITCHBACK_POSTGRES", "SWITCHBACK_KAFKA")));
            // What pods take from Secrets.
            SECRETS.forEach(environment::replace);
            environment.replace("SWITCHBACK_KAFKA_PROPERTIES", properties.toString());
            assertDoesNotThrow(() -> Configuration.from(environment, Path.of(".")), component);
            List<String> arguments = new ArrayList<>(container.getArgs());
            if (component.equals("processor")) {
                arguments.addAll(List.of("wikipedia", "1"));
            }
            arguments.add("--help");
            assertEquals(0, Main.run(Map.of(), Path.of("."), arguments.toArray(String[]::new)), arguments::toString);
        });
    }

    private static String value(EnvVar variable) {
        // Of secrets and fields only the name counts here.
        return Optional.ofNullable(variable.getValue()).orElse("1");
    }

    @ParameterizedTest
    @MethodSource("all")
    void podsAreUnprivilegedAndWriteOnlyWhereTheyMay(Rendered rendered) {
        rendered.pods().forEach((component, template) -> {
            PodSpec pod = template.getSpec();
            assertTrue(pod.getSecurityContext().getRunAsNonRoot(), component);
            assertEquals(10001L, pod.getSecurityContext().getRunAsUser());
            assertEquals(component.equals("replay-controller"), pod.getAutomountServiceAccountToken());
            Set<String> volumes = pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
            Container container = pod.getContainers().getFirst();
            assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem(), component);
            assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation(), component);
            assertEquals(
                    List.of("ALL"),
                    container.getSecurityContext().getCapabilities().getDrop());
            assertTrue(container.getResources().getLimits().containsKey("memory"), component);
            Map<String, String> mounts = container.getVolumeMounts().stream()
                    .collect(Collectors.toMap(VolumeMount::getMountPath, VolumeMount::getName));
            assertEquals(volumes, new HashSet<>(mounts.values()), component);
            assertTrue(mounts.containsKey("/tmp"), component);
            container.getEnv().stream()
                    .filter(variable -> value(variable).startsWith("/"))
                    .forEach(variable -> assertTrue(
                            mounts.keySet().stream().anyMatch(value(variable)::startsWith),
                            () -> component + ": " + variable.getName() + " is not in a volume"));
            assertTrue(container
                    .getImage()
                    .matches("([^ ]+/)?switchback/(query-api|replay-controller|processor):0\\.1\\.0"));
            Optional.ofNullable(pod.getServiceAccountName())
                    .ifPresent(account -> assertEquals(
                            false, rendered.one(ServiceAccount.class, account).getAutomountServiceAccountToken()));
        });
    }

    @ParameterizedTest
    @CsvSource({"configMap", "existingSecret"})
    void theAuthoritiesAreMountedReadOnlyInEveryPodAndNamedToIt(String kind) {
        Rendered rendered = Chart.render("", Map.of("ca." + kind, "authorities", "ca.key", "bundle.pem"));
        assertEquals(
                Set.of("query-api", "replay-controller", "processor", "migrations"),
                rendered.pods().keySet());
        rendered.pods().forEach((component, template) -> {
            Container container = template.getSpec().getContainers().getFirst();
            assertEquals(
                    List.of("/etc/switchback/ca/bundle.pem"),
                    container.getEnv().stream()
                            .filter(variable -> variable.getName().equals(TrustedAuthorities.FILE))
                            .map(EnvVar::getValue)
                            .toList(),
                    component);
            VolumeMount mount = container.getVolumeMounts().stream()
                    .filter(one -> one.getMountPath().equals("/etc/switchback/ca"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(component + " has no authorities"));
            assertEquals(true, mount.getReadOnly(), component);
            Volume volume = template.getSpec().getVolumes().stream()
                    .filter(one -> one.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            boolean secret = kind.equals("existingSecret");
            assertEquals(
                    "authorities",
                    secret
                            ? volume.getSecret().getSecretName()
                            : volume.getConfigMap().getName(),
                    component);
            assertEquals(
                    "bundle.pem",
                    (secret
                                    ? volume.getSecret().getItems()
                                    : volume.getConfigMap().getItems())
                            .getFirst()
                            .getPath(),
                    component);
        });
        Chart.defaults()
                .pods()
                .forEach((component, template) -> assertTrue(
                        template.getSpec().getVolumes().stream()
                                .noneMatch(volume -> volume.getName().equals("ca")),
                        component));
    }

    @Test
    void eachServicesMetricsAreScrapedOnceAndWithATokenWhereOneIsNeeded() {
        Rendered rendered = Chart.example("managed-stores");
        List<PrometheusOperator.ServiceMonitor> monitors = rendered.monitors().stream()
                .filter(PrometheusOperator.ServiceMonitor.class::isInstance)
                .map(PrometheusOperator.ServiceMonitor.class::cast)
                .toList();
        assertEquals(3, monitors.size());
        for (PrometheusOperator.ServiceMonitor monitor : monitors) {
            List<Service> services = rendered.all(Service.class).stream()
                    .filter(service -> service.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(monitor.spec().selector().matchLabels().entrySet()))
                    .toList();
            assertEquals(1, services.size(), monitor::toString);
            PrometheusOperator.Endpoint endpoint = monitor.spec().endpoints().getFirst();
            assertEquals(services.getFirst().getSpec().getPorts().getFirst().getName(), endpoint.port());
            assertEquals("/prometheus", endpoint.path());
            boolean open =
                    component(services.getFirst().getMetadata().getLabels()).equals("processor");
            assertEquals(open, endpoint.authorization() == null);
        }
    }

    /** The policy first, which lets the job out; both are rendered without these lines here. */
    @Test
    void migrationsRunBeforeAllElse() {
        assertTrue(Chart.template("migrations.yaml").contains("""
                    helm.sh/hook: pre-install,pre-upgrade
                    helm.sh/hook-weight: "0"
                    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
                """));
        assertTrue(Chart.template("network-policies.yaml").contains("""
                  {{- if eq $component "migrations" }}
                  annotations:
                    helm.sh/hook: pre-install,pre-upgrade
                    helm.sh/hook-weight: "-10"
                """));
    }

    @Test
    void probesAskThePortThatTheServiceListensOn() {
        Map<String, PodTemplateSpec> pods = Chart.example("in-cluster").pods();
        for (String component : List.of("query-api", "replay-controller", "processor")) {
            Container container = Objects.requireNonNull(pods.get(component))
                    .getSpec()
                    .getContainers()
                    .getFirst();
            String variable = Map.of(
                            "query-api", "SWITCHBACK_QUERY_PORT",
                            "replay-controller", "SWITCHBACK_ADMIN_PORT",
                            "processor", "SWITCHBACK_PROCESSOR_PORT")
                    .getOrDefault(component, "");
            assertEquals(
                    container.getPorts().getFirst().getContainerPort().toString(),
                    container.getEnv().stream()
                            .filter(env -> env.getName().equals(variable))
                            .findFirst()
                            .orElseThrow()
                            .getValue());
            assertEquals(
                    new IntOrString(container.getPorts().getFirst().getName()),
                    container.getReadinessProbe().getHttpGet().getPort());
            assertEquals(
                    component.equals("processor") ? null : "HTTPS",
                    container.getReadinessProbe().getHttpGet().getScheme());
        }
    }

    private static Set<String> selected(Map<String, String> selector, Map<String, PodTemplateSpec> pods) {
        return pods.entrySet().stream()
                .filter(pod ->
                        pod.getValue().getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String component(Map<String, String> labels) {
        return labels.getOrDefault("app.kubernetes.io/component", "");
    }

    private static String portName(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().getFirst().getPorts().stream()
                .map(port -> port.getName())
                .collect(Collectors.joining());
    }
}
