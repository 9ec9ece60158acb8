package dev.switchback.views.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of Kafka's client settings: what is taken, what is refused, and that secrets stay in it. */
final class KafkaAddressTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void connectionAndSecurityAreTaken() throws IOException {
        KafkaAddress address = read(
                "security.protocol=SASL_SSL",
                "sasl.mechanism=SCRAM-SHA-512",
                """
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
                  username="app" password="deep-secret";""",
                "client.rack=a",
                "ssl.truststore.location=/ca.pem");
        assertEquals("SASL_SSL", address.client().get("security.protocol"));
        assertEquals("k1:9092,k2:9092", address.client().get("bootstrap.servers"));
        assertEquals("x", address.client(Map.of("client.rack", "x")).get("client.rack"));
        assertEquals(Optional.of("app"), address.user());
        assertFalse(address.toString().contains("deep-secret"), address.toString());
        assertFalse(new EngineAddresses(
                        address,
                        java.net.URI.create("postgresql://u:p@h:1/d"),
                        java.net.URI.create("http://h:1"),
                        java.net.URI.create("redis://h:1"))
                .toString()
                .contains("deep-secret"));
    }

    @Test
    void whatIsTheProtocolsOwnIsRefusedByName() {
        for (String name : List.of(
                "group.id",
                "isolation.level",
                "enable.auto.commit",
                "auto.offset.reset",
                "transactional.id",
                "application.id",
                "processing.guarantee",
                "bootstrap.servers",
                "max.poll.records",
                "key.deserializer",
                "interceptor.classes",
                "ssl.truststore.locaton")) {
            String refusal = String.valueOf(assertThrows(
                            IllegalArgumentException.class, () -> read("security.protocol=SSL", name + "=hidden-value"))
                    .getMessage());
            assertTrue(refusal.contains(" sets " + name), refusal);
            assertFalse(refusal.contains("hidden-value"), refusal);
        }
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.properties");
        String refusal = String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> KafkaAddress.from("k:1", Map.of(KafkaAddress.PROPERTIES, missing.toString())))
                .getMessage());
        assertTrue(refusal.contains(missing.toString()), refusal);
    }

    /** A newer Kafka may know more: then this fails, and the list is to be looked at. */
    @Test
    void everySecuritySettingOfKafkasClientsIsTaken() {
        Set<String> known = new TreeSet<>(AdminClientConfig.configNames());
        known.retainAll(ConsumerConfig.configNames());
        known.retainAll(ProducerConfig.configNames());
        List<String> left = known.stream()
                .filter(name -> name.startsWith("ssl.") || name.startsWith("sasl."))
                .filter(name -> !KafkaSettings.isTaken(name))
                .toList();
        assertEquals(List.of(), left);
        Set<String> unknown = new TreeSet<>(KafkaSettings.names());
        unknown.removeAll(ConsumerConfig.configNames());
        unknown.removeAll(AdminClientConfig.configNames());
        assertEquals(Set.of(), unknown);
    }

    private KafkaAddress read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("client.properties"), List.of(lines));
        return KafkaAddress.from("k1:9092,k2:9092", Map.of(KafkaAddress.PROPERTIES, file.toString()));
    }
}
