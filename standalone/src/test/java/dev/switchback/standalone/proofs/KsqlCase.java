package dev.switchback.standalone.proofs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One of ksqlDB's query tests and its disposition.
 *
 * @param number among all cases; names its view and its object in the records
 * @param test as the file has it
 * @param fields of its line in the list of dispositions, from the window on
 */
record KsqlCase(int number, String file, String name, String disposition, JsonNode test, List<String> fields) {
    private static final Pattern COLUMNS = Pattern.compile("CREATE \\w+ \\w+ \\((.*)\\) WITH.*", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("@([a-z0-9_.]+)");
    private static final Map<String, String> TYPES = Map.of(
            "bigint", "BIGINT", "integer", "INTEGER", "int", "INTEGER", "double", "DOUBLE", "varchar", "VARCHAR",
            "string", "VARCHAR");

    String title() {
        return file + ": " + name;
    }

    String view() {
        return "v" + number;
    }

    /** {@code TUMBLE 30}, {@code HOP 10 30}, {@code SESSION 30}, in seconds; empty without window. */
    String window() {
        return field(0);
    }

    long windowMillis() {
        return window().isEmpty() ? 0 : 1_000 * Long.parseLong(window().substring(window().lastIndexOf(' ') + 1));
    }

    private String field(int i) {
        return i < fields.size() ? fields.get(i) : "";
    }

    private List<String> list(int i) {
        return field(i).isEmpty() ? List.of() : List.of(field(i).split(";"));
    }

    /** What the published values are, in our terms. */
    List<String> outputs() {
        return list(3);
    }

    String having() {
        return field(4);
    }

    /** Scalar columns of the source by their name in lower case, in the order written. */
    Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        Matcher matcher = COLUMNS.matcher(test.get("statements").get(0).asString());
        if (matcher.matches()) {
            for (String column : matcher.group(1).split(",(?![^<]*>)", -1)) {
                String[] parts = column.trim().split("\\s+", 2);
                columns.put(parts[0].toLowerCase(Locale.ROOT), parts[1].toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }

    /** Columns for the manifest: every field that an expression names. */
    Map<String, String> declared() {
        Map<String, String> declared = new LinkedHashMap<>();
        for (String part : List.of(field(1), field(2))) {
            Matcher matcher = REFERENCE.matcher(part);
            while (matcher.find()) {
                String path = matcher.group(1);
                declared.put(column(path), "{type: " + type(path) + ", path: c" + number + "." + path + "}");
            }
        }
        return declared;
    }

    private String type(String path) {
        String declared = columns().getOrDefault(path.replaceAll("\\..*", ""), "varchar");
        return declared.startsWith("map<varchar, double>") ? "DOUBLE" : TYPES.getOrDefault(declared, "VARCHAR");
    }

    private String column(String path) {
        return "c" + number + "_" + path.replace('.', '_');
    }

    private String translated(String expression) {
        return REFERENCE.matcher(expression).replaceAll(match -> column(match.group(1)));
    }

    /** The view's query over {@code source}. */
    String sql(String source) {
        List<String> selected = new ArrayList<>();
        List<String> grouped = new ArrayList<>();
        if (!window().isEmpty()) {
            selected.add("window_start");
            grouped.add("window_start");
        }
        for (String dimension : list(1)) {
            selected.add(translated(dimension) + " AS d" + (selected.size() - (window().isEmpty() ? 0 : 1)));
            grouped.add(translated(dimension));
        }
        int measures = 0;
        for (String measure : list(2)) {
            selected.add(translated(measure) + " AS m" + measures++);
        }
        return "SELECT " + String.join(", ", selected) + " FROM " + from(source) + " WHERE number = " + number
                + (grouped.isEmpty() ? "" : " GROUP BY " + String.join(", ", grouped));
    }

    private String from(String source) {
        String[] words = window().split(" ", -1);
        String time = ", DESCRIPTOR(rowtime), ";
        return switch (words[0]) {
            case "TUMBLE" -> "TABLE(TUMBLE(TABLE " + source + time + seconds(words[1]) + "))";
            case "HOP" -> "TABLE(HOP(TABLE " + source + time + seconds(words[1]) + ", " + seconds(words[2]) + "))";
            case "SESSION" ->
                "TABLE(SESSION(TABLE " + source + " PARTITION BY " + translated(list(1).getFirst()) + time
                        + seconds(words[1]) + "))";
            default -> source;
        };
    }

    private static String seconds(String number) {
        return "INTERVAL '" + number + "' SECOND";
    }

    /** The record of an input: the record's timestamp and key as fields, the value in an object of the case's own. */
    String record(JsonNode input) {
        long time = input.path("timestamp").asLong();
        return "{\"number\":" + number + ",\"rowtime\":" + time + ",\"c" + number + "\":" + value(input) + "}";
    }

    private String value(JsonNode input) {
        JsonNode value = input.get("value");
        Map<String, String> fields = new LinkedHashMap<>();
        if (value.isObject()) {
            value.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().toString()));
        } else if (!value.isNull()) {
            String[] parts = value.asString().split(",", -1);
            int i = 0;
            for (Map.Entry<String, String> column : columns().entrySet()) {
                if (i < parts.length) {
                    fields.put(column.getKey(), written(column.getValue(), parts[i]));
                }
                i++;
            }
        }
        fields.put("rowkey", "\"" + input.get("key").asString() + "\"");
        return "{"
                + String.join(
                        ",",
                        fields.entrySet().stream()
                                .map(f -> "\"" + f.getKey() + "\":" + f.getValue())
                                .toList())
                + "}";
    }

    /** A number bare, unless JSON has no such number. */
    private static String written(String type, String text) {
        boolean bare = !type.equals("varchar") && !type.equals("string") && text.matches("-?[0-9.]+(E[0-9]+)?");
        return bare ? text : "\"" + text + "\"";
    }

    /** Whether an input is a record with a value at all. */
    static boolean hasValue(JsonNode input) {
        JsonNode value = input.get("value");
        return value != null && !value.isNull();
    }

    /** Row → values: the published changelog's last row per key and window, without those taken back. */
    Map<String, List<String>> published() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (JsonNode output : test.get("outputs")) {
            JsonNode window = output.get("window");
            String start = window == null ? "" : window.get("start").asString();
            String end = window == null ? "" : window.get("end").asString();
            String key = output.get("key").asString() + " " + start + " " + end;
            if (!hasValue(output)) {
                rows.remove(key);
                continue;
            }
            List<String> values = new ArrayList<>(List.of(start, end));
            if (outputs().stream().anyMatch(o -> o.startsWith("key="))) {
                values.add(KsqlRow.normal(output.get("key").asString()));
            }
            JsonNode value = output.get("value");
            if (value.isObject()) {
                value.forEach(field -> values.add(KsqlRow.normal(field.isNull() ? null : field.asString())));
            } else {
                for (String part : value.asString().split(",", -1)) {
                    values.add(KsqlRow.normal(part));
                }
            }
            rows.put(key, values);
        }
        return rows;
    }

    /** Our rows in the published form; null where HAVING takes one out. */
    @Nullable
    List<String> translated(Map<String, @Nullable String> row) {
        KsqlRow translated = new KsqlRow(this, row);
        return having().isEmpty() || translated.passes(having()) ? translated.values() : null;
    }
}
