package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.terminal.ForecastText;
import dev.switchback.standalone.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "status", description = "Show every pipeline with its versions.", mixinStandardHelpOptions = true)
final class StatusCommand extends Subcommand {
    /** Processors report every second; one that has not for so long was stopped or killed. */
    private static final Duration SILENT = Duration.ofSeconds(5);

    @Option(
            names = "--leftovers",
            description = "List instead what no version owns any more: tables, keys, topics, groups, rows, jars.")
    private boolean leftovers;

    @Option(
            names = "--remove",
            paramLabel = "REASON",
            description = "With --leftovers: remove them; the reason goes into the journal.")
    private @Nullable String removal;

    @Override
    public Integer call() {
        AdminClient admin = root().admin();
        if (leftovers) {
            return leftovers(admin);
        }
        if (removal != null) {
            throw new UserException("--remove goes with --leftovers.");
        }
        List<String> names = Pipelines.names(admin);
        if (names.isEmpty()) {
            say("There is no pipeline yet; './switchback deploy' makes one.");
        }
        for (String name : names) {
            show(admin, admin.pipeline(name));
        }
        return 0;
    }

    private int leftovers(AdminClient admin) {
        if (removal == null) {
            JsonNode found = admin.leftovers().path("leftovers");
            say(found.isEmpty() ? "Nothing is left over." : "Left over:");
            list(found);
            return 0;
        }
        JsonNode outcome = admin.removeLeftovers(removal);
        say(outcome.path("removed").isEmpty() ? "Nothing was removed." : "Removed:");
        list(outcome.path("removed"));
        if (outcome.path("in_use").isEmpty()) {
            return 0;
        }
        say("Still in use; try again later:");
        list(outcome.path("in_use"));
        return 1;
    }

    private void list(JsonNode found) {
        for (JsonNode one : found) {
            String version = one.has("version") ? " v" + one.path("version").asInt() : "";
            say("  " + one.path("kind").asString().replace('_', ' ') + "  "
                    + one.path("name").asString() + "  ("
                    + (one.path("pipeline").asString() + version + ", ").replaceFirst("^, ", "")
                    + one.path("count").asLong() + ")");
        }
    }

    private void show(AdminClient admin, JsonNode pipeline) {
        say(pipeline.path("pipeline").asString() + ", epoch "
                + pipeline.path("epoch").asLong());
        Table table = new Table(
                "version", "slot", "complete up to", "events", "late", "dead", "conserved", "behind", "processor");
        for (JsonNode version : pipeline.path("versions")) {
            JsonNode counts = version.path("counts");
            table.row(
                    version.path("version").asInt(),
                    version.path("slot").asString() + check(version) + until(version) + replay(version.path("replay")),
                    version.path("watermark").asString(""),
                    counts.path("offsets").asLong() - counts.path("gaps").asLong(),
                    counts.path("late").asLong(),
                    counts.path("dead").asLong(),
                    conserved(counts),
                    version.path("lag").path("events").asLong(),
                    processors(version));
        }
        table.lines().forEach(this::say);
        pipeline.path("versions")
                .valueStream()
                .filter(version -> version.has("problem"))
                .forEach(version -> say("v" + version.path("version").asInt() + ": "
                        + version.path("problem").asString()));
        pipeline.path("versions").forEach(this::replayed);
        pipeline.path("versions")
                .forEach(version -> heldUp(admin, pipeline.path("pipeline").asString(), version));
        pipeline.path("draining").forEach(this::draining);
        if (pipeline.has("watch")) {
            watch(pipeline.path("watch"));
        }
        for (JsonNode version : pipeline.path("versions")) {
            if (!version.path("partitions").isEmpty()) {
                say("");
                partitions(version).lines().forEach(this::say);
            }
        }
    }

    private void replayed(JsonNode version) {
        String name = "v" + version.path("version").asInt();
        if (!version.path("slot").asString().equals("retired")) {
            ForecastText.of(version.path("replay").path("forecast"))
                    .ifPresent(text -> say("replay of " + name + ": " + text));
        }
        if (version.has("mirror")) {
            say("mirrored reads of " + name + ": " + mirror(version.path("mirror")));
        }
    }

    private static String mirror(JsonNode mirror) {
        return String.format(
                Locale.ROOT,
                "%.3g %% of the queries; %,d compared, %,d of them different, %,d undecided; %,d refused, %,d failed, %,d dropped; %s active, %s mirrored",
                mirror.path("share").asDouble() * 100,
                mirror.path("compared").asLong(),
                mirror.path("different").asLong(),
                mirror.path("undecided").asLong(),
                mirror.path("refused").asLong(),
                mirror.path("failed").asLong(),
                mirror.path("dropped").asLong(),
                millis(mirror.path("active_millis")),
                millis(mirror.path("mirror_millis")));
    }

    private static String millis(JsonNode mean) {
        return mean.isNumber() ? String.format(Locale.ROOT, "%.1f ms", mean.asDouble()) : "no time";
    }

    private void watch(JsonNode watch) {
        say("The switch to v" + watch.path("version").asInt() + " is watched until "
                + watch.path("until").asString() + ": "
                + watch.path("state").asString().replace('_', ' ') + "; "
                + watch.path("seen").asString("nothing seen yet") + ".");
    }

    private static String check(JsonNode version) {
        return version.has("check_of")
                ? ", check of v" + version.path("check_of").asInt()
                : "";
    }

    private static String until(JsonNode version) {
        return version.has("standby_until")
                ? " until " + version.path("standby_until").asString()
                : "";
    }

    private void draining(JsonNode draining) {
        List<String> servers = new ArrayList<>();
        for (JsonNode one : draining.path("awaited")) {
            servers.add(one.path("server").asString() + " ("
                    + one.path("queries").asInt() + " queries, the oldest for "
                    + Duration.parse(one.path("oldest").asString("PT0S")).toSeconds() + " s)");
        }
        say("v" + draining.path("version").asInt() + " is being removed"
                + (servers.isEmpty() ? "." : "; it waits for the query servers " + String.join(", ", servers) + "."));
    }

    /** Every offset from start to committed is kept, filtered, late, dead, or a gap without a record. */
    private static Table partitions(JsonNode version) {
        Table table = new Table(
                "v" + version.path("version").asInt() + " partition",
                "start",
                "committed",
                "kept",
                "filtered",
                "late",
                "dead",
                "gaps",
                "complete up to",
                "");
        for (JsonNode partition : version.path("partitions")) {
            table.row(
                    partition.path("partition").asInt(),
                    partition.path("start").asLong(),
                    partition.path("committed").asLong(),
                    partition.path("kept").asLong(),
                    partition.path("filtered").asLong(),
                    partition.path("late").asLong(),
                    partition.path("dead").asLong(),
                    partition.path("gaps").asLong(),
                    partition.path("watermark").asString(""),
                    partition.path("conserved").asBoolean()
                            ? partition.path("idle").asBoolean() ? "idle" : ""
                            : "not conserved");
        }
        return table;
    }

    private static String conserved(JsonNode counts) {
        if (counts.isMissingNode()) {
            return "";
        }
        JsonNode audit = counts.path("audit");
        String detail = audit.path("detail").asString("");
        return (counts.path("conserved").asBoolean() ? "yes" : "NO")
                + switch (audit.path("result").asString("")) {
                    case "exact" -> "";
                    case "bounded" -> " (while written to)";
                    default -> detail.isEmpty() ? " (not audited)" : ": " + detail;
                };
    }

    private static String replay(JsonNode replay) {
        String state = replay.path("state").asString("");
        return state.isEmpty() || state.equals("done") ? "" : " (" + state.replace('_', ' ') + ")";
    }

    /** Why a replay failed, or what it waits for. */
    private void heldUp(AdminClient admin, String pipeline, JsonNode version) {
        JsonNode replay = version.path("replay");
        String state = replay.path("state").asString("");
        if (List.of("", "done", "aborted").contains(state)
                || version.path("slot").asString().equals("retired")) {
            return;
        }
        String problem = admin.replay(pipeline, replay.path("id").asString()).problem();
        if (!problem.isEmpty()) {
            say("replay of v" + version.path("version").asInt() + ": " + problem);
        }
    }

    /** One word for one instance; with several, how many of those wanted run, and what ails the others. */
    private static String processors(JsonNode version) {
        List<String> words = new ArrayList<>();
        int running = 0;
        for (JsonNode one : version.path("processors")) {
            if (Duration.parse(one.path("report_age").asString("PT0S")).compareTo(SILENT) > 0) {
                continue;
            }
            String problem = one.path("problem").asString("");
            if (one.path("state").asString().equals("running") && problem.isEmpty()) {
                running++;
            } else {
                words.add(one.path("state").asString() + (problem.isEmpty() ? "" : ": " + problem));
            }
        }
        int wanted = version.path("instances").asInt(running);
        if (running > 1 || wanted > 1) {
            words.addFirst(running + " of " + wanted + " running");
        } else if (running == 1) {
            words.addFirst("running");
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
