package dev.switchback.standalone.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A comparison of two versions, as a person reads it. */
public final class DiffText {
    private DiffText() {}

    /** The lines for the admin API's answer. */
    public static List<String> lines(JsonNode diff) {
        List<String> lines = new ArrayList<>();
        JsonNode from = diff.path("from");
        JsonNode to = diff.path("to");
        lines.add(diff.path("pipeline").asString() + ", version "
                + from.path("version").asInt() + " and version "
                + to.path("version").asInt() + ", both at the cut " + diff.path("fence"));
        lines.add("  dead letters " + count(from, "dead") + " and " + count(to, "dead") + ", late events "
                + count(from, "late") + " and " + count(to, "late"));
        only(lines, "  views only in version " + from.path("version").asInt(), diff.path("views_only_in_from"));
        only(lines, "  views only in version " + to.path("version").asInt(), diff.path("views_only_in_to"));
        diff.path("warnings").forEach(warning -> lines.add("  " + warning.asString()));
        diff.path("views")
                .forEach(view -> view(
                        lines,
                        view,
                        from.path("version").asInt(),
                        to.path("version").asInt()));
        return lines;
    }

    private static String count(JsonNode node, String field) {
        return String.format(Locale.ROOT, "%,d", node.path(field).asLong());
    }

    private static void only(List<String> lines, String what, JsonNode names) {
        if (!names.isEmpty()) {
            lines.add(what + ": " + names.valueStream().map(JsonNode::asString).collect(Collectors.joining(", ")));
        }
    }

    private static void view(List<String> lines, JsonNode view, int from, int to) {
        lines.add("");
        lines.add(view.path("view").asString());
        if (view.has("not_compared")) {
            lines.add("  not compared: " + view.path("not_compared").asString());
        }
        if (view.has("keys")) {
            JsonNode keys = view.path("keys");
            lines.add("  keys: " + count(keys, "equal") + " equal, " + count(keys, "changed") + " changed, "
                    + count(keys, "only_in_from") + " only in version " + from + ", " + count(keys, "only_in_to")
                    + " only in version " + to);
        }
        examples(lines, "    only in version " + from, view.path("examples").path("only_in_from"));
        examples(lines, "    only in version " + to, view.path("examples").path("only_in_to"));
        only(lines, "  columns only in version " + from, view.path("columns").path("only_in_from"));
        only(lines, "  columns only in version " + to, view.path("columns").path("only_in_to"));
        only(lines, "  columns of another type", view.path("columns").path("changed"));
        if (!view.path("values").isEmpty()) {
            totals(view.path("values"), from, to).lines().forEach(lines::add);
        }
        view.path("values").forEach(value -> changes(lines, value));
    }

    private static void examples(List<String> lines, String what, JsonNode keys) {
        keys.forEach(key -> lines.add(what + ": " + key(key)));
    }

    private static String key(JsonNode key) {
        return key.propertyStream()
                .map(part -> part.getKey() + "=" + text(part.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static Table totals(JsonNode values, int from, int to) {
        Table table = new Table("total", "version " + from, "version " + to, "keys changed");
        values.forEach(value -> table.row(
                value.path("name").asString(),
                text(value.path("total_from")),
                text(value.path("total_to")),
                value.path("changed").asLong()));
        return table;
    }

    private static void changes(List<String> lines, JsonNode value) {
        JsonNode changes = value.path("largest_absolute");
        if (changes.isEmpty()) {
            return;
        }
        lines.add("  largest changes of " + value.path("name").asString());
        for (JsonNode change : changes) {
            lines.add("    " + key(change.path("key")) + ": " + text(change.path("from")) + " → "
                    + text(change.path("to")));
        }
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull()
                ? "NULL"
                : value.isIntegralNumber() && value.canConvertToLong()
                        ? String.format(Locale.ROOT, "%,d", value.asLong())
                        : value.asString();
    }
}
