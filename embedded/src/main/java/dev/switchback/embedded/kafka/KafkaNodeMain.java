package dev.switchback.embedded.kafka;

import dev.switchback.embedded.process.ParentWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The main class of the broker's JVM: formats the storage if it is new, then runs the node until the parent is gone or stops it. */
final class KafkaNodeMain {
    private KafkaNodeMain() {}

    /** Arguments: the properties file, the log directory, the cluster id for a new storage, users for it as {@code --add-scram} takes them. */
    public static void main(String[] arguments) {
        String properties = arguments[0];
        Path logs = Path.of(arguments[1]);
        if (!Files.exists(logs.resolve("meta.properties"))) {
            List<String> format = new ArrayList<>(
                    List.of("format", "--config", properties, "--cluster-id", arguments[2], "--ignore-formatted"));
            for (String user : List.of(arguments).subList(3, arguments.length)) {
                format.addAll(List.of("--add-scram", user));
            }
            int status = StorageTool.execute(format.toArray(String[]::new), System.out);
            if (status != 0) {
                Runtime.getRuntime().halt(status);
            }
        }
        ParentWatch.start(() -> System.exit(0));
        Kafka.main(new String[] {properties});
    }
}
