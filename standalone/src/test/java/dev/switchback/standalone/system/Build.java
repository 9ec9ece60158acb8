package dev.switchback.standalone.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A build of Switchback whose services can be run.
 *
 * @param classPath absolute
 */
record Build(String name, String classPath) {
    /** The one under test. */
    static Build present() {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new Build("new", classPath);
    }

    /** The one of a commit or tag, built from the repository unless that was done before. */
    static Build of(String reference) throws IOException {
        Path repository = Path.of("").toAbsolutePath().resolveSibling(".").normalize();
        Path folder =
                Path.of("target", "upgrade-" + reference.replace('/', '-')).toAbsolutePath();
        Path classPath = folder.resolve("standalone/target/classpath");
        if (!Files.exists(classPath)) {
            Files.createDirectories(folder);
            Path archive = folder.resolve("sources.tar");
            run(repository, List.of("git", "archive", "--output=" + archive, reference));
            run(folder, List.of("tar", "-xf", archive.toString()));
            run(
                    folder,
                    List.of(
                            "mvn",
                            "-q",
                            "-B",
                            "-ntp",
                            "-Dmaven.test.skip=true",
                            "-Djacoco.skip=true",
                            "-pl",
                            ":standalone",
                            "-am",
                            "package"));
        }
        try (Stream<Path> files = Files.list(folder.resolve("standalone/target"))) {
            Path jar = files.filter(file -> file.toString().endsWith("SNAPSHOT.jar"))
                    .findFirst()
                    .orElseThrow();
            return new Build(
                    "old",
                    jar + File.pathSeparator + Files.readString(classPath).strip());
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (builder.start().onExit().join().exitValue() != 0) {
            throw new IOException("this failed: " + String.join(" ", command));
        }
    }
}
