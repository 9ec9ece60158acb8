package dev.switchback.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM of ours starts from: classes loaded and linked beforehand, and how often methods ran (JEP 483, 514, 515; ADR 153). The launcher
 * script keeps the archives beside the jars of a build and says by system properties where; without them, as in tests, a JVM starts as any other. One
 * that is missing, broken, or of other jars costs speed only: the JVM passes over it.
 */
public enum StartArchive {
    PROCESSOR,
    KAFKA;

    /** The folder of the build: its class path in a file, its archives in a folder. */
    private static final String PROGRAM = "switchback.program";
    /** Where a rehearsal leaves what archives are made of. */
    private static final String RECORDINGS = "switchback.recordings";

    /** Six seconds of CPU, on a machine that may have much else to do. */
    private static final Duration RECORDING_GRACE = Duration.ofSeconds(90);

    private static final List<String> QUIET = List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

    /** Options of a JVM that runs on {@link #classPath()}; none where there is no archive. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        String recordings = System.getProperty(RECORDINGS);
        if (recordings != null) {
            options.add("-XX:AOTMode=record");
            options.add("-XX:AOTConfiguration=" + Path.of(recordings).resolve(word() + ".recording"));
            options.addAll(QUIET);
        } else {
            program()
                    .map(folder -> folder.resolve("archives").resolve(word() + ".aot"))
                    .filter(Files::isReadable)
                    .ifPresent(archive -> {
                        options.add("-XX:AOTCache=" + archive);
                        // Its check sums, for 50 ms: a damaged one is passed over instead of believed.
                        options.add("-XX:+VerifySharedSpaces");
                        options.addAll(QUIET);
                    });
        }
        return options;
    }

    /** How long a JVM of ours may take to end before it is killed: longer than usual where it writes down first what it has recorded. */
    public static Duration grace(Duration usual) {
        return System.getProperty(RECORDINGS) == null ? usual : RECORDING_GRACE;
    }

    /** The class path of the build, which is what archives are made for; that of this JVM where no script named a build. */
    static String classPath() {
        return program().map(StartArchive::read).orElseGet(() -> System.getProperty("java.class.path"));
    }

    private static @Nullable String read(Path folder) {
        try {
            return Files.readString(folder.resolve("classpath.standalone")).strip();
        } catch (IOException e) {
            // A build that was removed under its running program: what this JVM was started with is all there is.
            return null;
        }
    }

    private static Optional<Path> program() {
        return Optional.ofNullable(System.getProperty(PROGRAM)).map(Path::of);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
