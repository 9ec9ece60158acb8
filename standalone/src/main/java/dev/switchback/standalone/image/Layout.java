package dev.switchback.standalone.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where things lie in an image. */
final class Layout {
    static final String ROOT = "/opt/switchback";
    /** The one place that is written: a volume. */
    static final String STATE = "/var/lib/switchback";
    /** Programs of the embedded engines, as the cache of a user would hold them. */
    static final String ENGINES = ROOT + "/engines";

    static final int USER = 10_001;

    private Layout() {}

    /** Where a jar lies; ours apart from others', so that a new build of ours changes a small layer only. */
    static String place(ClassPath.Entry entry) {
        return ROOT + (entry.ours() ? "/app/" : "/lib/") + entry.jar().getFileName();
    }

    /** The options of the service's JVM, as a file for {@code java @file}. */
    static List<String> javaOptions(Image image, List<ClassPath.Entry> entries) {
        List<String> lines = new ArrayList<>(List.of(
                "-XX:MaxRAMPercentage=" + image.heapPercentage(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // Nothing outside of the volume can be written.
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + STATE + "/hs_err_%p.log",
                "-Djava.io.tmpdir=" + STATE,
                "-Duser.home=" + STATE,
                "-Dswitchback.home=" + STATE,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        lines.add("-classpath");
        lines.add(String.join(":", entries.stream().map(Layout::place).toList()));
        lines.add(image.mainClass());
        return lines;
    }

    /** The options of the JVM that asks for the service's health: it lives for a moment. */
    static List<String> healthOptions(Image image, Path ownJar) {
        List<String> lines = new ArrayList<>(List.of(
                "-Xmx24m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-classpath",
                ROOT + "/app/" + ownJar.getFileName(),
                "dev.switchback.standalone.app.HealthMain"));
        lines.add(image.listening().health());
        return lines;
    }
}
