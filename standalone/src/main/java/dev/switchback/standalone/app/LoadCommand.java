package dev.switchback.standalone.app;

import dev.switchback.standalone.load.EventFiles;
import dev.switchback.standalone.load.KeyField;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description =
                "Write events from files of JSON lines into a topic, which is made if it is missing and keeps every event.",
        mixinStandardHelpOptions = true)
final class LoadCommand extends Subcommand {
    @Option(names = "--topic", required = true, paramLabel = "T", description = "The topic.")
    private String topic = "";

    @Option(
            names = "--partitions",
            defaultValue = "4",
            paramLabel = "N",
            description = "Partitions of a new topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "Field at the events' root that becomes the record key; without it records have none.")
    private @Nullable String key;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, gzipped or not; - is standard input.")
    private List<String> files = List.of();

    private long events;
    private long broken;

    @Override
    public Integer call() {
        KafkaAddress kafka = root().configuration().kafka();
        EventFiles.requireThere(files);
        long started = System.nanoTime();
        int found = TopicLoader.ensureTopic(kafka, topic, partitions);
        try (TopicLoader loader = new TopicLoader(kafka, topic)) {
            for (String file : files) {
                EventFiles.read(file, event -> send(loader, event));
            }
            loader.flush();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        say(String.format(
                Locale.ROOT, "%,d events written to %s (%d partitions) in %.1f s.", events, topic, found, seconds));
        if (broken > 0) {
            say(String.format(
                    Locale.ROOT,
                    "%,d of them are not one JSON object; they were written as they are and will be dead letters.",
                    broken));
        }
        return 0;
    }

    private void send(TopicLoader loader, byte[] event) {
        events++;
        switch (new KeyField(key == null ? "" : key).in(event)) {
            case KeyField.Found.Key(var bytes) -> loader.send(bytes.orElse(null), event);
            case KeyField.Found.Broken() -> {
                broken++;
                loader.send(null, event);
            }
        }
    }
}
