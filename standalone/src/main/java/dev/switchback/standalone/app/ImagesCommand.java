package dev.switchback.standalone.app;

import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.standalone.UserException;
import dev.switchback.standalone.image.BuildContext;
import dev.switchback.standalone.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "images",
        description = "Build the container images with docker: query-api, replay-controller, processor, and switchback,"
                + " which holds everything.",
        mixinStandardHelpOptions = true)
final class ImagesCommand extends Subcommand {
    /** As project.build.outputTimestamp of the build: the same sources give the same layers. */
    private static final Instant TIME = Instant.parse("2026-11-20T00:00:00Z");

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            defaultValue = "eclipse-temurin:25-jre",
            description = "Image with a Java runtime 25 that they are made from (default: ${DEFAULT-VALUE}).")
    private String base = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            defaultValue = "0.1.0",
            description = "What they are tagged with (default: ${DEFAULT-VALUE}).")
    private String tag = "";

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "Only this one; may be given several times.",
            arity = "1")
    private @Nullable List<String> only;

    @Option(names = "--context-only", description = "Write what docker would be given, without running docker.")
    private boolean contextOnly;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Image> images = images();
        Instant time = time();
        BuildContext context = new BuildContext(root().configuration().home(), time);
        Path engines = root().configuration().home().resolve("standalone/target/engines");
        for (Image image : images) {
            if (image.hasEngines()) {
                say("Fetching the embedded engines");
                EmbeddedEngines.fetch(engines);
            }
            Path folder = context.write(image, engines);
            if (contextOnly) {
                say(folder.toString());
            } else {
                build(image, folder, time);
            }
        }
        return 0;
    }

    private List<Image> images() {
        if (only == null) {
            return Image.ALL;
        }
        return only.stream().map(ImagesCommand::named).toList();
    }

    private static Image named(String word) {
        return Image.ALL.stream()
                .filter(image -> image.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new UserException("There is no image '" + word + "'; the images are "
                        + String.join(", ", Image.ALL.stream().map(Image::word).toList())
                        + "."));
    }

    private Instant time() {
        String seconds = root().environment().get("SOURCE_DATE_EPOCH");
        if (seconds == null || seconds.isBlank()) {
            return TIME;
        }
        if (!seconds.matches("\\d{1,11}")) {
            throw new UserException("SOURCE_DATE_EPOCH is not a number of seconds: " + seconds + ".");
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private void build(Image image, Path folder, Instant time) throws InterruptedException {
        String name = "switchback/" + image.word() + ":" + tag;
        List<String> command = new ArrayList<>(List.of("docker", "build", "--quiet", "--tag", name));
        command.addAll(List.of("--build-arg", "BASE=" + base));
        command.addAll(List.of("--build-arg", "SOURCE_DATE_EPOCH=" + time.getEpochSecond()));
        command.add(folder.toString());
        try {
            Process docker = new ProcessBuilder(command).inheritIO().start();
            if (docker.waitFor() != 0) {
                throw new UserException("docker could not build " + name + "; its message stands above. Is " + base
                        + " there, and does dockerd answer?");
            }
        } catch (IOException e) {
            throw new UserException(
                    "docker cannot be run (" + e.getMessage() + "): install it, or see --context-only.", e);
        }
        say(name);
    }
}
