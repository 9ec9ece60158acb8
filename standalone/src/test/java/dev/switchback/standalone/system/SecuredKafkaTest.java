package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.app.ControllerServer;
import dev.switchback.control.app.ControllerSettings;
import dev.switchback.embedded.kafka.SecuredKafka;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.migrations.Migrations;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.app.Main;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.launch.ThreadLauncher;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.engines.KafkaAddress;
import dev.switchback.views.trust.TrustedAuthorities;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A Kafka that asks for TLS, user and password, and allows only what an ACL allows. */
final class SecuredKafkaTest {
    private static final int EVENTS = 600;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern ADVICE = Pattern.compile(
            "kafka-acls --add --allow-principal User:(\\S+) ((?:--operation \\w+ )+)--(topic|group|transactional-id|cluster)(?: (\\S+?))?( --resource-pattern-type prefixed)?\\.$");
    private static final Pattern DENIED = Pattern.compile(" denies the user \\S+ (.+)\\. Allow it: ");

    @TempDir
    static Path folder = Path.of("");

    private static SecuredKafka kafka;

    @BeforeAll
    static void start() {
        kafka = SecuredKafka.start(folder.resolve("kafka"), List.of("app", "minimal", "writer"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    @DisplayName(
            "P2: a version with sessions is replayed, switched to and removed with the ACLs that docs/cluster.md lists")
    void theListedRightsSuffice() throws Exception {
        String pipeline = TestEngines.uniqueName("secured");
        load(pipeline);
        allow(
                "minimal",
                ResourceType.TOPIC,
                pipeline,
                PatternType.LITERAL,
                AclOperation.READ,
                AclOperation.DESCRIBE_CONFIGS);
        allow(
                "minimal",
                ResourceType.TOPIC,
                "switchback.",
                PatternType.PREFIXED,
                AclOperation.CREATE,
                AclOperation.READ,
                AclOperation.WRITE,
                AclOperation.DELETE);
        allow(
                "minimal",
                ResourceType.GROUP,
                "switchback.",
                PatternType.PREFIXED,
                AclOperation.READ,
                AclOperation.DELETE);
        allow("minimal", ResourceType.TRANSACTIONAL_ID, "switchback.", PatternType.PREFIXED, AclOperation.WRITE);
        try (Running running = new Running(engines("minimal"))) {
            running.register(pipeline);
            String first = running.replay(pipeline, "manual");
            running.awaitState(pipeline, first, "ready");
            assertFalse(ours(pipeline).isEmpty());
            running.abort(pipeline, first);
            running.awaitState(pipeline, first, "aborted");
            assertEquals(Set.of(), ours(pipeline));
            running.awaitState(pipeline, running.replay(pipeline), "done");
            running.awaitExact(pipeline);
            assertEquals(
                    "UP",
                    running.health().path("status").asString(),
                    running.health().toString());
        }
    }

    @Test
    @DisplayName(
            "Each missing right is named, where an operator looks; whoever does what is said ends with a running version")
    void eachMissingRightIsNamed() throws Exception {
        String pipeline = TestEngines.uniqueName("denied");
        String ours = "switchback." + pipeline + ".v1";
        load(pipeline);
        Set<String> denied = new LinkedHashSet<>();
        Set<String> problems = new LinkedHashSet<>();
        Set<String> health = new LinkedHashSet<>();
        try (Running running = new Running(engines("app"))) {
            running.register(pipeline);
            String[] replay = {running.replay(pipeline)};
            until("the replay to be done, the rights being given one after the other: " + denied, () -> {
                right(running.problem(pipeline)).ifPresent(problems::add);
                right(running.health().at("/problems/kafka").asString("")).ifPresent(health::add);
                JsonNode now = running.get(pipeline, "/replays/" + replay[0]);
                boolean failed = now.path("state").asString().equals("failed");
                String said =
                        now.at(failed ? "/failure/message" : "/progress/note").asString("");
                assertFalse(said.contains("Exception"), said);
                if (right(said).filter(denied::add).isPresent()) {
                    if (denied.size() <= 4) {
                        assertTrue(running.cliStatus().contains(said), "the CLI leaves out: " + said);
                    }
                    assertTrue(obey(said), said);
                } else if (failed) {
                    assertEquals("access_denied", now.at("/failure/code").asString(), now.toString());
                    replay[0] = running.replay(pipeline);
                }
                return now.path("state").asString().equals("done");
            });
            running.awaitExact(pipeline);
            assertTakenAwayIsTold(running, pipeline);
        }
        List<String> told = List.copyOf(denied);
        List<String> ofController = List.of(
                "Describe on the topic " + pipeline,
                "DescribeConfigs on the topic " + pipeline,
                "Describe and Delete on the topic " + ours + ".sessions",
                "Describe and Delete on the consumer group " + ours + ".sessions");
        assertEquals(ofController, told.stream().limit(ofController.size()).toList(), told.toString());
        assertTrue(health.containsAll(ofController), "health: " + health);
        List<String> ofProcessor = told.subList(ofController.size(), told.size());
        assertTrue(problems.containsAll(ofProcessor), "processors: " + problems + " of " + ofProcessor);
        List<String> expected = List.of(
                "Read on the topic " + pipeline,
                "Create on the topic " + ours + ".sessions",
                // Of one of the two halves, or of both.
                "Read on the consumer group " + ours,
                "Write on the transactional id " + ours + ".sessions.from.",
                "Write on the topic " + ours + ".sessions",
                "Create and Read and Write on the topic " + ours + ".sessions-");
        for (String right : expected) {
            assertTrue(ofProcessor.stream().anyMatch(one -> one.startsWith(right)), right + " was not named: " + told);
        }
        for (String one : ofProcessor) {
            assertTrue(expected.stream().anyMatch(one::startsWith), one + " is not needed: " + told);
        }
    }

    private static void assertTakenAwayIsTold(Running running, String pipeline) {
        withdraw(pipeline);
        until("health to say what was taken away", () -> {
            String said = running.health().at("/problems/kafka").asString("");
            return said.contains("Describe on the topic " + pipeline) && obey(said);
        });
        until(
                "health to be good again",
                () -> running.health().path("status").asString().equals("UP"));
    }

    @Test
    void aWrongPasswordAndAnUntrustedCertificateAreTold() throws Exception {
        KafkaAddress wrong = address("wrong", kafka.properties("app", "not-the-password"));
        String refused =
                String.valueOf(assertThrows(UserException.class, () -> TopicLoader.ensureTopic(wrong, "any", 1))
                        .getMessage());
        assertTrue(refused.contains("refuses the user app or the password"), refused);
        assertTrue(refused.contains("sasl.jaas.config in " + folder), refused);
        assertFalse(refused.contains("not-the-password"), refused);

        Map<String, String> trusting = new HashMap<>(kafka.properties("app"));
        trusting.remove("ssl.truststore.location");
        trusting.remove("ssl.truststore.type");
        KafkaAddress untrusting = address("untrusting", trusting);
        String untrusted =
                String.valueOf(assertThrows(UserException.class, () -> TopicLoader.ensureTopic(untrusting, "any", 1))
                        .getMessage());
        assertTrue(untrusted.contains("is not trusted"), untrusted);
        assertTrue(untrusted.contains("ssl.truststore.location"), untrusted);
        assertTrue(untrusted.contains(TrustedAuthorities.FILE), untrusted);

        try (Running running = new Running(addresses(wrong))) {
            until(
                    "health to say what is wrong",
                    () -> running.health()
                            .at("/problems/kafka")
                            .asString("")
                            .contains("refuses the user app or the password"));
            assertEquals("DEGRADED", running.health().path("status").asString());
        }
    }

    /** In a process of its own: whom one trusts is a matter of the whole process. */
    @Test
    void theAuthorityNamedForEveryStoreIsTrustedWhereThePropertiesNameNoTrustStore() throws Exception {
        Map<String, String> settings = new HashMap<>(kafka.properties(SecuredKafka.ADMIN));
        String authority = String.valueOf(settings.remove("ssl.truststore.location"));
        settings.remove("ssl.truststore.type");
        EngineAddresses engines = new EngineAddresses(
                address("storeless", settings),
                URI.create("postgresql://127.0.0.1:9/none"),
                URI.create("http://127.0.0.1:9"),
                URI.create("redis://127.0.0.1:9"));
        Path events = Files.writeString(folder.resolve("events.json"), "{\"time\":1}\n");
        try (ServiceProcess loading = ServiceProcess.start(
                Build.present(),
                engines,
                Map.of(TrustedAuthorities.FILE, authority),
                folder,
                "load",
                "--topic",
                TestEngines.uniqueName("trusted"),
                events.toString())) {
            loading.awaitSuccess();
            assertTrue(loading.said().contains("1 events written"), loading.said());
        }
    }

    @Test
    void aWriterWithoutRightsIsToldWhich() throws Exception {
        KafkaAddress writer = address("writer", kafka.properties("writer"));
        String topic = TestEngines.uniqueName("written");
        String refused =
                String.valueOf(assertThrows(UserException.class, () -> TopicLoader.ensureTopic(writer, topic, 1))
                        .getMessage());
        assertTrue(refused.contains("Create"), refused);
        assertTrue(obey(refused), refused);
        until("the topic to be made", () -> {
            try {
                return TopicLoader.ensureTopic(writer, topic, 1) == 1;
            } catch (UserException notYet) {
                return false;
            }
        });
    }

    /** "Read on the topic edits" of a sentence that says so; empty where it tells of something else. */
    private static Optional<String> right(String said) {
        Matcher denied = DENIED.matcher(said);
        return denied.find() ? Optional.of(denied.group(1)) : Optional.empty();
    }

    /** Does to the letter what a sentence advises; false where it advises nothing. */
    private static boolean obey(String said) {
        Matcher advice = ADVICE.matcher(said);
        if (!advice.find()) {
            return false;
        }
        List<AclOperation> operations = new ArrayList<>();
        for (String operation : advice.group(2).trim().split("\\s*--operation\\s+", -1)) {
            if (!operation.isBlank()) {
                operations.add(AclOperation.fromString(
                        operation.trim().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT)));
            }
        }
        ResourceType type = switch (advice.group(3)) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            case "transactional-id" -> ResourceType.TRANSACTIONAL_ID;
            default -> ResourceType.CLUSTER;
        };
        String name = advice.group(4) == null ? "kafka-cluster" : advice.group(4);
        PatternType pattern = advice.group(5) == null ? PatternType.LITERAL : PatternType.PREFIXED;
        allow(advice.group(1), type, name, pattern, operations.toArray(AclOperation[]::new));
        return true;
    }

    private static void allow(
            String user, ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        List<AclBinding> bindings = new ArrayList<>();
        for (AclOperation operation : operations) {
            bindings.add(new AclBinding(
                    new ResourcePattern(type, name, pattern),
                    new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
        }
        try (Admin admin = kafka.admin()) {
            admin.createAcls(bindings).all().get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void withdraw(String topic) {
        try (Admin admin = kafka.admin()) {
            var _ = admin.deleteAcls(List.of(new AclBindingFilter(
                            new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                            AccessControlEntryFilter.ANY)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Topics and consumer groups of a pipeline's versions. */
    private static Set<String> ours(String pipeline) throws Exception {
        Set<String> names = new TreeSet<>();
        try (Admin admin = kafka.admin()) {
            names.addAll(admin.listTopics().names().get());
            admin.listGroups().all().get().forEach(group -> names.add(group.groupId()));
        }
        names.removeIf(name -> !name.startsWith("switchback." + pipeline + "."));
        return names;
    }

    private static EngineAddresses engines(String user) throws IOException {
        return addresses(address(user, kafka.properties(user)));
    }

    /** With a database of its own: each test has a controller that knows of no other's versions. */
    private static EngineAddresses addresses(KafkaAddress address) {
        URI postgres = TestEngines.newPostgresDatabase();
        Migrations.run(postgres, TestEngines.clickHouse());
        return new EngineAddresses(address, postgres, TestEngines.clickHouse(), TestEngines.redis());
    }

    private static KafkaAddress address(String name, Map<String, String> settings) throws IOException {
        Path file = folder.resolve(name + ".properties");
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return KafkaAddress.from(kafka.address(), Map.of(KafkaAddress.PROPERTIES, file.toString()));
    }

    private static void load(String topic) throws IOException {
        KafkaAddress admin = address("admin", kafka.properties(SecuredKafka.ADMIN));
        TopicLoader.ensureTopic(admin, topic, 2);
        try (TopicLoader loader = new TopicLoader(admin, topic)) {
            for (int i = 0; i < EVENTS; i++) {
                String event = "{\"time\":" + (1_442_016_000_000L + i * 500L) + ",\"user_name\":\"u" + i % 7 + "\"}";
                loader.send(
                        new ProducerRecord<>(topic, i % 2, null, event.getBytes(StandardCharsets.UTF_8)), offset -> {});
            }
            loader.flush();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "waited " + LIMIT + " for " + what);
            LockSupport.parkNanos(200_000_000);
        }
    }

    /** Controller and processors. */
    private static final class Running implements AutoCloseable {
        private final ThreadLauncher processors;
        private final ControllerServer controller;
        private final Http http = new Http();

        Running(EngineAddresses engines) throws IOException {
            processors = new ThreadLauncher(engines, 1, Files.createTempDirectory(folder, "state"));
            controller = ControllerServer.start(new ControllerSettings(engines, "127.0.0.1", 0), processors);
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + controller.port() + path);
        }

        JsonNode get(String pipeline, String rest) {
            return http.get(uri("/v1/pipelines/" + pipeline + rest));
        }

        JsonNode health() {
            return http.get(uri("/health"));
        }

        void register(String pipeline) {
            http.post(
                    uri("/v1/pipelines/" + pipeline + "/versions"), "application/yaml", """
                    pipeline: NAME
                    source:
                      topic: NAME
                      event_time: time
                      out_of_orderness: PT5S
                      columns:
                        time: TIMESTAMP(3)
                        user_name: VARCHAR
                    views:
                      visits:
                        sql: |
                          SELECT window_start, window_end, user_name, COUNT(*) AS clicks
                          FROM TABLE(SESSION(TABLE NAME PARTITION BY user_name, DESCRIPTOR(time), INTERVAL '30' SECOND))
                          GROUP BY window_start, window_end, user_name
                      minutes:
                        sql: |
                          SELECT window_start, COUNT(*) AS clicks
                          FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(time), INTERVAL '1' MINUTE)) GROUP BY window_start
                        live: {retention: PT1H}
                    """.replace("NAME", pipeline));
        }

        /** Each event is counted once; an audit beside a commit is not exact. */
        void awaitExact(String pipeline) {
            until("an exact audit", () -> {
                JsonNode version = get(pipeline, "").at("/versions/0");
                assertEquals(EVENTS, version.at("/counts/kept").asInt(), version.toString());
                return version.at("/counts/audit/result").asString().equals("exact");
            });
        }

        void awaitState(String pipeline, String replay, String state) {
            until("the replay to be " + state, () -> {
                JsonNode now = get(pipeline, "/replays/" + replay);
                assertFalse(now.path("state").asString().equals("failed"), now.toString());
                return now.path("state").asString().equals(state);
            });
        }

        void abort(String pipeline, String replay) {
            http.post(uri("/v1/pipelines/" + pipeline + "/replays/" + replay + "/abort"), Map.of(), Map.of());
        }

        String replay(String pipeline) {
            return replay(pipeline, "auto");
        }

        String replay(String pipeline, String switched) {
            return http.post(
                            uri("/v1/pipelines/" + pipeline + "/replays"),
                            Map.of("version", 1, "switch", switched, "catch_up", Map.of("hold", "PT0.2S")),
                            Map.of())
                    .path("id")
                    .asString();
        }

        /** What {@code ./switchback status} prints. */
        String cliStatus() {
            PrintStream before = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            try {
                Map<String, String> environment = Map.of("SWITCHBACK_ADMIN_URL", uri("").toString());
                assertEquals(0, Main.run(environment, folder, "status"));
            } finally {
                System.setOut(before);
            }
            return printed.toString(StandardCharsets.UTF_8);
        }

        /** What a processor says that waits. */
        String problem(String pipeline) {
            for (JsonNode processor : get(pipeline, "").at("/versions/0/processors")) {
                if (processor.path("state").asString().equals("waiting_for_store")) {
                    return processor.path("problem").asString();
                }
            }
            return "";
        }

        @Override
        public void close() {
            http.close();
            controller.close();
            processors.close();
        }
    }
}
