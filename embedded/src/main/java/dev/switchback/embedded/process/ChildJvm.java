package dev.switchback.embedded.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a main class of ours in another JVM, with the Java and the class path of this one. */
public final class ChildJvm {
    private ChildJvm() {}

    /** The command line; {@code options} are options of the JVM, {@code arguments} those of the main class. */
    public static List<String> command(Class<?> mainClass, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dlogback.configurationFile=dev/switchback/embedded/engine-logback.xml");
        command.add("-cp");
        command.add(absoluteClassPath());
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /** The child runs in a folder of its own, so relative entries would be lost. */
    private static String absoluteClassPath() {
        String separator = System.getProperty("path.separator");
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(separator, entries);
    }
}
