package dev.switchback.standalone.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An image: what it holds, and what it runs unless it is told otherwise.
 *
 * @param word what it is called after {@code switchback/}
 * @param modules whose class paths it holds, beside what the command line itself needs
 * @param heapPercentage share of the container's memory that the heap may take
 * @param command arguments of the entry point
 * @param listening how it is reached
 */
public record Image(String word, List<String> modules, int heapPercentage, List<String> command, Listening listening) {
    /**
     * How the world reaches it.
     *
     * @param health the argument of HealthMain
     * @param ports that it answers on
     * @param environment what it takes to be reached from outside of the container, and to find what it holds
     */
    public record Listening(String health, List<Integer> ports, Map<String, String> environment) {
        public Listening {
            ports = List.copyOf(ports);
            environment = Map.copyOf(environment);
        }
    }

    private static final Image QUERY_API = new Image(
            "query-api",
            List.of("query-api"),
            70,
            List.of("serve", "query-api"),
            new Listening("query", List.of(8080), Map.of("SWITCHBACK_QUERY_HOST", "0.0.0.0")));

    /** With the migrations: they are run from it before a new version of the services starts. */
    private static final Image REPLAY_CONTROLLER = new Image(
            "replay-controller",
            List.of("replay-controller", "migrations"),
            70,
            List.of("serve", "replay-controller"),
            new Listening("admin", List.of(8090), Map.of("SWITCHBACK_ADMIN_HOST", "0.0.0.0")));

    /** Half of the memory is for the heap: sessions are kept in RocksDB, outside of it. */
    private static final Image PROCESSOR = new Image(
            "processor",
            List.of("processor"),
            50,
            List.of("serve", "processor"),
            new Listening("processor", List.of(8070), Map.of("SWITCHBACK_PROCESSOR_PORT", "8070")));

    /** Everything, with the engines: a quarter of the memory for this JVM, the rest is theirs. */
    private static final Image SWITCHBACK = new Image(
            "switchback",
            List.of("standalone"),
            25,
            List.of("up"),
            new Listening("query", List.of(8080, 8090, 9092), Map.of("SWITCHBACK_CACHE", Layout.ENGINES)));

    /** All images that are built. */
    public static final List<Image> ALL = List.of(QUERY_API, REPLAY_CONTROLLER, PROCESSOR, SWITCHBACK);

    public Image {
        modules = List.copyOf(modules);
        command = List.copyOf(command);
    }

    /** Whether the embedded engines are in it. */
    public boolean hasEngines() {
        return modules.contains("standalone");
    }

    String mainClass() {
        return "dev.switchback.standalone.app." + (hasEngines() ? "Main" : "ServiceMain");
    }

    /** The lines of its Dockerfile that are not common to all. */
    List<String> instructions() {
        List<String> lines = new ArrayList<>();
        listening.environment().forEach((name, value) -> lines.add("ENV " + name + "=" + value));
        listening.ports().forEach(port -> lines.add("EXPOSE " + port));
        lines.add("CMD [\"" + String.join("\", \"", command) + "\"]");
        return lines;
    }
}
