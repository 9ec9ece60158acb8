package dev.switchback.helm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are not meant are refused, and long names cut. */
final class ChartValuesTest {
    /** What Helm renders for long names stays within what Kubernetes takes. */
    @Test
    void longNamesAreCut() {
        Rendered rendered = Chart.render("", Map.of("fullnameOverride", "a".repeat(39) + "-" + "b".repeat(20)));
        rendered.resources().forEach(resource -> {
            String name = resource.getMetadata().getName();
            assertTrue(name.length() <= 63 && name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"), name);
        });
    }

    @Test
    void theAuthoritiesAreInOnePlace() {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> Chart.render("", Map.of("ca.configMap", "x", "ca.existingSecret", "y")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("ca"), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "queryApi.replcas, 3, replcas",
                "engine.secret.name, x, engine",
                "engines.secret.keys.redsi, x, redsi",
                "processor.terminationGracePeriodSeconds, 10, terminationGracePeriodSeconds",
                "processor.threads, 0, threads",
                "replayController.replicas, 0, replicas",
                "image.pullPolicy, Sometimes, pullPolicy",
                "queryApi.resources.limits.memory, 12Gib, memory",
                "auth.secret, '', secret",
                "ca.secret, x, secret",
                "ca.key, a/b, key",
                "monitoring.prometheusRule.thresholds.queryErrorRatio, 2, queryErrorRatio",
                "networkPolicy.egress.enginePorts, {70000}, enginePorts",
            })
    void valuesThatAreNotMeantAreRefusedByName(String path, String value, String named) {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> Chart.render("", Map.of(path, value)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(named), refusal::getMessage);
    }
}
