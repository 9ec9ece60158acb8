package dev.switchback.control.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and labels as Kubernetes takes them, and each version its own. */
final class NamesTest {
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String LABEL_VALUE = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?";

    @Test
    void everyVersionHasAValidNameOfItsOwnAndLabelsThatNameIt() {
        SplittableRandom random = new SplittableRandom(20_261_129);
        Map<String, VersionId> owners = new HashMap<>();
        String prefix = "a-release-with-a-rather-long-name";
        for (int i = 0; i < 20_000; i++) {
            VersionId version =
                    new VersionId(pipeline(random), random.nextBoolean() ? 1 + random.nextInt(3) : 999_999_999);
            String name = DeploymentName.of(prefix, version);
            assertTrue(name.length() <= 63 && name.matches(DNS_LABEL), name);
            VersionId before = owners.put(name, version);
            assertTrue(before == null || before.equals(version), () -> name + " of " + before + " and " + version);
            Map<String, String> labels = VersionLabels.of(version);
            labels.values().forEach(value -> assertTrue(value.length() <= 63 && value.matches(LABEL_VALUE), value));
            assertEquals(Optional.of(version), VersionLabels.version(labels));
        }
        assertTrue(owners.keySet().stream().anyMatch(name -> name.length() == 63), "some are long enough to be cut");
    }

    /** Few letters, so that many names are nearly the same. */
    private static String pipeline(SplittableRandom random) {
        StringBuilder name = new StringBuilder("a");
        int length = random.nextBoolean() ? random.nextInt(4) : random.nextInt(39);
        for (int i = 0; i < length; i++) {
            name.append("ab_".charAt(random.nextInt(3)));
        }
        return name.toString();
    }

    @Test
    void labelsOfNoVersionNameNone() {
        assertEquals(
                List.of(Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(
                        VersionLabels.version(Map.of()),
                        VersionLabels.version(Map.of("switchback.dev/pipeline", "a", "switchback.dev/version", "x")),
                        VersionLabels.version(Map.of("switchback.dev/pipeline", "a", "switchback.dev/version", "0"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: PodTemplate                               | kind: Pod              | kind is not PodTemplate",
                "name: sb                                        | name: 'S B'            | metadata.name",
                "app.kubernetes.io/instance: sb                  | other: sb              | app.kubernetes.io/instance",
                "switchback.dev/owner-configmap: sb-processors   | other: x               | switchback.dev/owner-configmap",
                "name: processor                                 | name: main             | no container named 'processor'",
                "runAsNonRoot: true                              | runAsNonRot: true      | runAsNonRot",
                "securityContext: {runAsNonRoot: true}           | terminationGracePeriodSeconds: 30 | terminationGracePeriodSeconds is 30",
                "SWITCHBACK_THREADS                              | SWITCHBACK_INSTANCE    | SWITCHBACK_INSTANCE is set",
                "image: switchback/processor:IMAGE               | command: [x]           | has no image",
                "kind: PodTemplate                               | kind: [                | not YAML",
            })
    void aTemplateThatIsNoneIsRefusedWithTheReason(String right, String wrong, String reason) {
        String template = TestCluster.TEMPLATE.replace(right, wrong);
        assertTrue(!template.equals(TestCluster.TEMPLATE), right);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ProcessorTemplate.of(template));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal::getMessage);
    }
}
