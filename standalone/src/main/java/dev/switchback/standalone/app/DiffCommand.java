package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.terminal.DiffText;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "diff",
        description = "Show what changes from one version to another, compared exactly at one cut of the log.",
        mixinStandardHelpOptions = true)
final class DiffCommand extends Subcommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FROM",
            description = "Number of a version (default: the active one).")
    private @Nullable Integer from;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TO",
            description = "Number of another one (default: the newest that is built and not active).")
    private @Nullable Integer to;

    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Option(names = "--view", paramLabel = "NAME", description = "One view only.")
    private @Nullable String view;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of the largest changes are named (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        String name = pipeline.choose(admin);
        JsonNode versions = admin.pipeline(name).path("versions");
        int before = from == null
                ? version(versions, "active")
                        .orElseThrow(() -> new UserException("No version is active; name two versions."))
                : from;
        int after = to == null ? other(versions, before) : to;
        JsonNode answer = admin.diff(name, before, after, Optional.ofNullable(view), top);
        if (json) {
            try (Http http = new Http()) {
                say(http.pretty(answer));
            }
        } else {
            DiffText.lines(answer).forEach(this::say);
        }
        return 0;
    }

    private static int other(JsonNode versions, int before) {
        OptionalInt shadow = version(versions, "shadow");
        OptionalInt found = shadow.isPresent() ? shadow : version(versions, "standby");
        return found.stream()
                .filter(number -> number != before)
                .findFirst()
                .orElseThrow(
                        () -> new UserException(
                                "There is no other version that is built; './switchback deploy MANIFEST --switch manual' builds one."));
    }

    /** The newest version in a slot. */
    private static OptionalInt version(JsonNode versions, String slot) {
        return StreamSupport.stream(versions.spliterator(), false)
                .filter(version -> version.path("slot").asString("").equals(slot) && !version.has("check_of"))
                .mapToInt(version -> version.path("version").asInt())
                .max();
    }
}
