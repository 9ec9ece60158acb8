package dev.switchback.embedded.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a main class of ours in another JVM, with the Java and the class path of this one. */
public final class ChildJvm {
    private ChildJvm() {}

    /** The same as below, from an archive where there is one. */
    public static List<String> command(
            StartArchive archive, Class<?> mainClass, List<String> options, List<String> arguments) {
        List<String> all = new ArrayList<>(archive.options());
        all.addAll(options);
        return command(StartArchive.classPath(), mainClass, all, arguments);
    }

    /** The command line; {@code options} are options of the JVM, {@code arguments} those of the main class. */
    public static List<String> command(Class<?> mainClass, List<String> options, List<String> arguments) {
        return command(System.getProperty("java.class.path"), mainClass, options, arguments);
    }

    private static List<String> command(
            String classPath, Class<?> mainClass, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dlogback.configurationFile=dev/switchback/embedded/engine-logback.xml");
        command.add("-cp");
        command.add(absolute(classPath));
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /** The child runs in a folder of its own, so relative entries would be lost. */
    private static String absolute(String classPath) {
        String separator = System.getProperty("path.separator");
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(separator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(separator, entries);
    }
}
