package dev.switchback.views.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.testing.TestCertificates;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.embedded.testing.TestSchemaRegistry;
import dev.switchback.embedded.testing.TlsFront;
import dev.switchback.migrations.Migrations;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.engines.SchemaRegistryAddress;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRole;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisConnection;
import dev.switchback.views.redis.RedisFailures;
import dev.switchback.views.redis.RedisServers;
import dev.switchback.views.registry.HttpSchemaRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real stores behind TLS. No other class of this module speaks it, so that whom this JVM trusts is this class's to say. */
final class TlsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String VERIFIED = "?sslmode=verify-full";

    @TempDir
    static Path folder = Path.of("");

    private static final List<TlsFront> FRONTS = new ArrayList<>();
    private static final URI POSTGRES = TestEngines.newPostgresDatabase();

    /** For the name {@code localhost}, and no other. */
    private static TestCertificates known;

    private static TestCertificates foreign;

    @BeforeAll
    static void trustOne() throws IOException {
        known = TestCertificates.make(Files.createDirectory(folder.resolve("known")), "dns:localhost");
        foreign = TestCertificates.make(Files.createDirectory(folder.resolve("foreign")), "dns:localhost");
        TrustedAuthorities.trust(Map.of());
        assertEquals(Optional.empty(), TrustedAuthorities.file());
        TrustedAuthorities.trust(environment(known.authority()));
        assertEquals(Optional.of(known.authority()), TrustedAuthorities.file());
    }

    @AfterAll
    static void close() {
        FRONTS.forEach(TlsFront::close);
    }

    @Test
    void storesAnswerAndAreMigratedWhereTheirAuthorityIsNamed() {
        URI postgres = URI.create(front(POSTGRES, known).through("postgresql", "localhost") + VERIFIED);
        URI clickHouse = front(TestEngines.clickHouse(), known).through("https", "localhost");
        Migrations.run(postgres, clickHouse);
        assertEquals("true 1", askPostgres(postgres) + " " + askClickHouse(clickHouse));
        assertEquals("PONG", askRedis(front(TestEngines.redis(), known).through("rediss", "localhost")));
        try (TestSchemaRegistry registry = TestSchemaRegistry.start()) {
            assertEquals("Optional.empty", askRegistry(front(registry.url(), known)));
        }
    }

    /** What is asked, and what the answer has to say. */
    private record Wrong(String what, Runnable question, List<String> words) {
        Wrong(String what, Runnable question, String... words) {
            this(what, question, List.of(words));
        }

        /** On a busy machine a connection may just be too slow: then it is asked again. */
        String told() {
            String said = refusal(question);
            for (long end = System.nanoTime() + LIMIT.toNanos(); !isTold(said) && System.nanoTime() < end; ) {
                said = refusal(question);
            }
            return said;
        }

        boolean isTold(String said) {
            return words.stream().allMatch(said::contains);
        }
    }

    /** All at once: some give up only when their patience is over. */
    @Test
    void whatIsWrongIsToldInASentence() throws Exception {
        List<Wrong> all = new ArrayList<>(mixed());
        all.addAll(mistrusted("foreign authority", foreign, "localhost"));
        all.addAll(mistrusted("other name", known, "127.0.0.1"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Wrong, Future<String>> answers = new LinkedHashMap<>();
            all.forEach(wrong -> answers.put(wrong, threads.submit(wrong::told)));
            for (Map.Entry<Wrong, Future<String>> answer : answers.entrySet()) {
                String said = answer.getValue().get();
                assertTrue(answer.getKey().isTold(said), answer.getKey().what() + ": " + said);
                assertFalse(said.contains("Exception"), said);
            }
        }
    }

    private static List<Wrong> mistrusted(String why, TestCertificates shown, String host) {
        URI postgres = URI.create(front(POSTGRES, shown).through("postgresql", host) + VERIFIED);
        URI redis = front(TestEngines.redis(), shown).through("rediss", host);
        URI clickHouse = front(TestEngines.clickHouse(), shown).through("https", host);
        String file = TrustedAuthorities.FILE;
        return List.of(
                new Wrong(
                        why + ", PostgreSQL",
                        () -> askPostgres(postgres),
                        "The certificate of PostgreSQL at " + host,
                        "is not trusted: ",
                        file),
                new Wrong(why + ", Redis", () -> askRedis(redis), "The certificate of Redis is not trusted: ", file),
                new Wrong(
                        why + ", ClickHouse",
                        () -> askClickHouse(clickHouse),
                        "The certificate of ClickHouse is not trusted: ",
                        file),
                new Wrong(
                        why + ", PostgreSQL migrated",
                        () -> Migrations.runPostgres(postgres),
                        "cannot migrate PostgreSQL at " + host,
                        "its certificate is not trusted: ",
                        file),
                new Wrong(
                        why + ", ClickHouse migrated",
                        () -> Migrations.run(POSTGRES, clickHouse),
                        "cannot migrate ClickHouse at " + host,
                        "its certificate is not trusted: ",
                        file));
    }

    private static List<Wrong> mixed() {
        TlsFront postgres = front(POSTGRES, known);
        TlsFront redis = front(TestEngines.redis(), known);
        TlsFront clickHouse = front(TestEngines.clickHouse(), known);
        return List.of(
                new Wrong(
                        "plain to PostgreSQL",
                        () -> askPostgres(URI.create(postgres.through("postgresql", "localhost") + "?sslmode=disable")),
                        "PostgreSQL did not answer",
                        "no encryption"),
                new Wrong(
                        "plain to Redis",
                        () -> askRedis(redis.through("redis", "localhost")),
                        "If it speaks TLS, its URL begins with rediss."),
                new Wrong(
                        "plain to ClickHouse",
                        () -> askClickHouse(clickHouse.through("http", "localhost")),
                        "If it speaks TLS, its URL begins with https."),
                new Wrong(
                        "TLS to PostgreSQL",
                        () -> askPostgres(URI.create(POSTGRES + VERIFIED)),
                        "The server does not support SSL"),
                new Wrong(
                        "TLS to Redis",
                        () -> askRedis(at("rediss", TestEngines.redis())),
                        "TLS with Redis fails",
                        "Does it speak TLS, and on that port?"),
                // A server that hangs up on what it does not understand; the embedded ClickHouse waits for more of it.
                new Wrong(
                        "TLS to ClickHouse",
                        () -> askClickHouse(at("https", POSTGRES)),
                        "TLS with ClickHouse fails",
                        "Does it speak TLS, and on that port?"));
    }

    private static String refusal(Runnable question) {
        try {
            question.run();
            return "it was answered";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aSchemaRegistryOfAForeignAuthorityIsNotTrusted() {
        try (TestSchemaRegistry registry = TestSchemaRegistry.start()) {
            String said = refusal(() -> askRegistry(front(registry.url(), foreign)));
            assertTrue(
                    said.matches("The certificate of the schema registry at localhost:\\d+ is not trusted: .+"), said);
        }
    }

    @Test
    void severalAuthoritiesAreTrustedBesideJavasAndByWhoeverNamesNoStore() throws Exception {
        Set<X509Certificate> two = Set.of(certificate(known.authority()), certificate(foreign.authority()));
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "# Ours\n" + Files.readString(known.authority()) + "\n# Theirs\n"
                        + Files.readString(foreign.authority()));
        List<X509Certificate> before = trusted(null);
        try {
            TrustedAuthorities.trust(environment(both));
            List<X509Certificate> after = trusted(null);
            assertTrue(after.containsAll(two) && after.containsAll(before), after::toString);
            assertEquals(before.size() + 1, after.size());
            assertTrue(before.size() > 50, "Java's own are among them");
            // One trust store of somebody's own is his alone.
            KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
            own.load(null, null);
            own.setCertificateEntry("own", certificate(foreign.authority()));
            assertEquals(List.of(certificate(foreign.authority())), trusted(own));
            // What takes the place of Java's own list is added to as well.
            Path store = folder.resolve("instead.p12");
            try (var out = Files.newOutputStream(store)) {
                own.store(out, "secret".toCharArray());
            }
            System.setProperty("javax.net.ssl.trustStore", store.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", "secret");
            TrustedAuthorities.trust(environment(known.authority()));
            assertEquals(two, Set.copyOf(trusted(null)));
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
            TrustedAuthorities.trust(environment(known.authority()));
        }
        assertEquals(Set.copyOf(before), Set.copyOf(trusted(null)));
    }

    @Test
    void keysThatJavaIsToldOfAreStillShown() throws Exception {
        System.setProperty("javax.net.ssl.keyStore", known.server().toString());
        System.setProperty("javax.net.ssl.keyStorePassword", TestCertificates.PASSWORD);
        try {
            TrustedAuthorities.trust(environment(known.authority()));
            SSLContext context = SSLContext.getDefault();
            try (SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
                            .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                server.setNeedClientAuth(true);
                Future<String> shown = threads.submit(() -> {
                    try (SSLSocket accepted = (SSLSocket) server.accept()) {
                        return accepted.getSession().getPeerPrincipal().getName();
                    }
                });
                try (SSLSocket client =
                        (SSLSocket) context.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
                    client.startHandshake();
                    assertEquals("CN=localhost", shown.get());
                }
            }
        } finally {
            System.clearProperty("javax.net.ssl.keyStore");
            System.clearProperty("javax.net.ssl.keyStorePassword");
            TrustedAuthorities.trust(environment(known.authority()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "missing; cannot be read (NoSuchFileException)",
                "folder; cannot be read",
                "empty; holds no certificate",
                "words; something is not a certificate",
                "damaged; something is not a certificate",
                "key; something is not a certificate"
            })
    void aFileThatNamesNoAuthorityIsRefusedAndNothingChanges(String what, String why) throws Exception {
        Path file = folder.resolve("refused-" + what + ".pem");
        String good = Files.readString(known.authority());
        switch (what) {
            case "folder" -> Files.createDirectory(file);
            case "empty" -> Files.createFile(file);
            case "words" -> Files.writeString(file, "see the wiki\n");
            // The first one is good.
            case "damaged" -> Files.writeString(file, good + good.replaceFirst("\nM..", "\nMxx"));
            case "key" -> Files.writeString(file, key());
            default -> assertEquals("missing", what);
        }
        List<X509Certificate> before = trusted(null);
        String said = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> TrustedAuthorities.trust(environment(file)))
                        .getMessage());
        assertTrue(said.startsWith("SWITCHBACK_CA names " + file + ", "), said);
        assertTrue(said.contains(why), said);
        assertTrue(said.contains("Name a file with the certificates"), said);
        assertEquals(before, trusted(null));
        assertEquals(Optional.of(known.authority()), TrustedAuthorities.file());
    }

    private static String key() throws Exception {
        char[] password = TestCertificates.PASSWORD.toCharArray();
        byte[] key = KeyStore.getInstance(known.server().toFile(), password)
                .getKey("server", password)
                .getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Map<String, String> environment(Path file) {
        return Map.of(TrustedAuthorities.FILE, file.toString());
    }

    private static TlsFront front(URI engine, TestCertificates shown) {
        TlsFront front = TlsFront.of(engine, shown.server());
        FRONTS.add(front);
        return front;
    }

    private static URI at(String scheme, URI engine) {
        return URI.create(scheme + "://" + engine.getHost() + ":" + engine.getPort());
    }

    private static String askPostgres(URI uri) {
        try (HikariDataSource pool = PostgresPool.open(uri, 1)) {
            return String.valueOf(PostgresRole.requirePrimary(pool));
        }
    }

    private static String askRedis(URI uri) {
        try (RedisServers servers = RedisClients.open(uri)) {
            return RedisFailures.translated(() -> {
                try (RedisConnection connection = servers.connect()) {
                    return connection.sync().ping();
                }
            });
        }
    }

    private static String askClickHouse(URI uri) {
        try (Client client = ClickHouseClients.open(uri)) {
            return ClickHouseFailures.translated(
                    () -> client.queryAll("SELECT 1").getFirst().getString(1));
        }
    }

    private static String askRegistry(TlsFront front) {
        try (HttpSchemaRegistry registry =
                new HttpSchemaRegistry(new SchemaRegistryAddress(front.through("https", "localhost")))) {
            return registry.latest("nothing").toString();
        }
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return (X509Certificate) read;
        }
    }

    /** @param store null: none is named */
    private static List<X509Certificate> trusted(@Nullable KeyStore store) throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return List.of(((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers());
    }
}
