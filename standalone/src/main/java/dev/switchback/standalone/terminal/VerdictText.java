package dev.switchback.standalone.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What came of a check, as a person reads it. */
public final class VerdictText {
    private VerdictText() {}

    /** The lines for a replay that is over, as the admin API tells it. */
    public static List<String> lines(JsonNode check) {
        List<String> lines = new ArrayList<>();
        String version =
                check.path("pipeline").asString() + " v" + check.path("checks").asInt();
        JsonNode verdict = check.path("verdict");
        if (!check.has("outcome")) {
            lines.add(version + " was not checked: "
                    + check.path("failure")
                            .path("message")
                            .asString(check.path("state").asString()));
            return lines;
        }
        boolean same = check.path("outcome").asString().equals("deterministic");
        lines.add(version
                + (same
                        ? " is deterministic: a second replay gave the same, below the offsets "
                        : " is NOT deterministic: a second replay gave something else below the offsets ")
                + verdict.path("fence") + ".");
        verdict.path("views").forEach(view -> view(lines, view));
        String letters = verdict.path("letters").asString("");
        if (!letters.isEmpty()) {
            lines.add("  " + letters);
        }
        lines.add("What the second replay built is removed.");
        return lines;
    }

    private static void view(List<String> lines, JsonNode view) {
        String name = "  " + view.path("view").asString() + ": ";
        if (view.has("not_compared")) {
            lines.add(name + "NOT COMPARED. " + view.path("not_compared").asString());
            return;
        }
        lines.add(name
                + String.format(
                        Locale.ROOT,
                        "%,d keys, %,d different",
                        view.path("keys").asLong(),
                        view.path("different").asLong()));
        view.path("examples").forEach(example -> lines.add("    " + example(example)));
    }

    private static String example(JsonNode example) {
        String key = example.path("key")
                .propertyStream()
                .map(part -> part.getKey() + "=" + part.getValue().asString())
                .collect(Collectors.joining(" "));
        return example.has("measure")
                ? key + ": " + example.path("measure").asString() + " "
                        + example.path("version").asString("NULL") + " and "
                        + example.path("repetition").asString("NULL")
                : key + " only in " + example.path("version").asString("")
                        + example.path("repetition").asString("");
    }
}
