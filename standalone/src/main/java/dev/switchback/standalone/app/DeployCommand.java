package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.terminal.ForecastText;
import dev.switchback.standalone.terminal.ReplayProgress;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "deploy",
        description =
                "Register a manifest, build its version from offset zero beside the running one, and switch to it.",
        mixinStandardHelpOptions = true)
final class DeployCommand extends Subcommand {
    private enum SwitchMode {
        AUTO,
        MANUAL
    }

    @Parameters(paramLabel = "MANIFEST", description = "The manifest, a YAML file.")
    private Path manifest = Path.of("");

    @Option(
            names = "--switch",
            defaultValue = "auto",
            description =
                    "auto: switch when it has caught up; manual: wait for './switchback switch' (default: ${DEFAULT-VALUE}).")
    private SwitchMode switchMode = SwitchMode.AUTO;

    @Option(
            names = "--jars",
            paramLabel = "DIR",
            description = "Where the jars that the manifest names lie (default: beside the manifest).")
    private @Nullable Path jars;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Instances of the version's processor until the replay is over (default: as many as usual).")
    private @Nullable Integer instances;

    @Mixin
    private GateOptions gates = new GateOptions();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Override
    public Integer call() {
        String yaml = text();
        Manifest read = read(yaml);
        String pipeline = read.pipeline();
        Replays.Wishes asked =
                new Replays.Wishes(gates.body(), instances == null ? OptionalInt.empty() : OptionalInt.of(instances));
        Path folder = jars == null ? manifest.toAbsolutePath().resolveSibling("") : jars;
        new JarUpload(root().admin(), folder, this::say).upload(read);
        boolean automatic = switchMode == SwitchMode.AUTO;
        return conclude(pipeline, deploy(pipeline, yaml, automatic, asked), automatic);
    }

    private ReplayStatus deploy(String pipeline, String yaml, boolean automatic, Replays.Wishes asked) {
        try (ReplayProgress progress = new ReplayProgress(out(), ReplayProgress.onTerminal())) {
            return new Replays(root().admin()).deploy(pipeline, yaml, automatic, asked, new Replays.Listener() {
                @Override
                public void registered(JsonNode registration) {
                    announce(pipeline, registration);
                    if (!policy.body().isEmpty()) {
                        root().admin()
                                .switchPolicy(
                                        pipeline, registration.path("version").asInt(), policy.body());
                    }
                }

                @Override
                public void progress(ReplayStatus now) {
                    progress.show(now);
                }
            });
        }
    }

    private int conclude(String pipeline, ReplayStatus status, boolean automatic) {
        ForecastText.of(root().admin().replayInFull(pipeline, status.id()).path("forecast"))
                .ifPresent(text -> say("  replay: " + text));
        status.gates().forEach(gate -> say("  gate " + gate.name() + ": " + gate.result() + ". " + gate.detail()));
        if (status.isHeldBack()) {
            say(String.format(
                    Locale.ROOT,
                    "%s v%d is built and ready, but its gates hold the switch back. './switchback approve %d --by NAME --reason TEXT' lets it pass;"
                            + " './switchback diff' shows what changes.",
                    pipeline,
                    status.version(),
                    status.version()));
            return 1;
        }
        if (status.isDone()) {
            say(String.format(Locale.ROOT, "%s v%d answers queries now.", pipeline, status.version()));
            return 0;
        }
        say(String.format(
                Locale.ROOT,
                "%s v%d is built and ready%s. './switchback switch %d' moves every query to it.",
                pipeline,
                status.version(),
                status.problem().isEmpty() ? "" : ", but it was not switched to: " + status.problem(),
                status.version()));
        return automatic ? 1 : 0;
    }

    private void announce(String pipeline, JsonNode registration) {
        say(pipeline + " v" + registration.path("version").asInt()
                + (registration.path("created").asBoolean() ? " is registered." : " was registered before."));
        JsonNode changes = registration.path("changes");
        if (changes.isObject()) {
            say("What it changes against v" + changes.path("against").asInt() + ":");
            list("source", changes.path("source"));
            list("source columns", changes.path("source_columns"));
            list("functions", changes.path("functions"));
            list("views added", changes.path("views_added"));
            list("views removed", changes.path("views_removed"));
            for (JsonNode view : changes.path("views_changed")) {
                String logic = view.path("logic").asBoolean() ? "logic" : "";
                String columns = words(view.path("columns"));
                say("  view " + view.path("view").asString() + ": " + logic
                        + (logic.isEmpty() || columns.isEmpty() ? "" : ", ") + columns);
            }
        }
    }

    private void list(String what, JsonNode values) {
        if (!values.isEmpty()) {
            say("  " + what + ": " + words(values));
        }
    }

    private static String words(JsonNode values) {
        return values.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    private String text() {
        try {
            return Files.readString(manifest);
        } catch (NoSuchFileException e) {
            throw new UserException("There is no file " + manifest + ".", e);
        } catch (CharacterCodingException e) {
            throw new UserException(manifest + " is not text in UTF-8.", e);
        } catch (IOException e) {
            throw new UserException(manifest + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private Manifest read(String yaml) {
        try {
            return new ManifestReader().read(yaml);
        } catch (ManifestException e) {
            throw new UserException(manifest + " is no manifest: " + e.getMessage(), e);
        }
    }
}
