package dev.switchback.views.manifest;

import dev.switchback.views.manifest.JsonPathParser.MalformedPathException;
import dev.switchback.views.manifest.ValueFormat.Time;
import dev.switchback.views.plan.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the {@code columns:} of a source. */
final class ColumnReader {
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final List<String> FIELDS = List.of("type", "from", "path", "format");
    /** The window functions add columns of these names. */
    private static final Set<String> WINDOW_COLUMNS = Set.of("window_start", "window_end");

    private static final String FORMAT_ADVICE =
            "Formats: 'text' for numbers and truth values that come as JSON text; 'epoch_seconds', 'epoch_millis' or"
                    + " 'iso8601' for TIMESTAMP(3), the first two also as [epoch_seconds, text]; 'binary' for keys and headers.";

    private final Problems problems;
    private final YamlScalars scalars;
    private final OriginReader origins;

    ColumnReader(Problems problems) {
        this.problems = problems;
        this.scalars = new YamlScalars(problems);
        this.origins = new OriginReader(scalars);
    }

    /** Empty only if problems were added. */
    Optional<List<SourceColumn>> read(Node node) {
        Optional<YamlMap> given = YamlMap.any("source.columns", node, problems);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        YamlMap map = given.get();
        List<SourceColumn> columns = new ArrayList<>();
        map.values()
                .forEach((name, value) -> column(
                                name,
                                map.field(name),
                                Objects.requireNonNull(map.keys().get(name)),
                                value)
                        .ifPresent(columns::add));
        if (map.values().isEmpty()) {
            scalars.wrong("source.columns", node, "there are no columns", "Add lines like 'channel: VARCHAR'.");
        }
        boolean all = columns.size() == map.values().size() && !columns.isEmpty();
        return all && noneInsideAnother(map, columns) ? Optional.of(columns) : Optional.empty();
    }

    private Optional<SourceColumn> column(String name, String field, Node key, Node value) {
        Optional<String> checked = scalars.matching(
                field,
                key,
                COLUMN,
                "A column's name begins with a letter or underscore and has letters, digits and underscores.");
        if (checked.isPresent() && WINDOW_COLUMNS.contains(name)) {
            scalars.wrong(
                    field,
                    key,
                    "'" + name + "' is the name of a window's bound",
                    "Rename the column and give it a path.");
            checked = Optional.empty();
        }
        Optional<SourceColumn> column =
                value instanceof MappingNode ? described(name, field, value) : plain(name, field, value);
        return checked.isEmpty() ? Optional.empty() : column;
    }

    private Optional<SourceColumn> plain(String name, String field, Node value) {
        return type(field, value).map(type -> new SourceColumn(name, type, List.of(name)));
    }

    private Optional<SourceColumn> described(String name, String field, Node value) {
        YamlMap map = YamlMap.of(field, value, FIELDS, problems).orElseThrow();
        Optional<ColumnType> type = map.required("type", problems).flatMap(n -> type(map.field("type"), n));
        Optional<Origin> origin = map.optional("from")
                .map(n -> origins.read(map.field("from"), n))
                .orElse(Optional.of(new Origin.Value()));
        Optional<JsonPath> path = map.optional("path")
                .map(n -> path(map.field("path"), n))
                .orElseGet(() -> origin.map(
                        o -> o.equals(new Origin.Value()) ? JsonPath.ofFields(List.of(name)) : JsonPath.WHOLE));
        Optional<ValueFormat> format = map.optional("format")
                .map(n -> format(map.field("format"), n, type))
                .orElse(Optional.of(ValueFormat.PLAIN));
        if (type.isEmpty() || origin.isEmpty() || path.isEmpty() || format.isEmpty()) {
            return Optional.empty();
        }
        SourceColumn column = new SourceColumn(name, type.get(), origin.get(), path.get(), format.get());
        return origins.fits(map, column) ? Optional.of(column) : Optional.empty();
    }

    private Optional<ColumnType> type(String field, Node node) {
        Optional<String> text = scalars.name(field, node);
        Optional<ColumnType> type = text.flatMap(ColumnTypeParser::parse);
        if (text.isPresent() && type.isEmpty()) {
            scalars.wrong(field, node, "there is no column type '" + text.get() + "'", ColumnTypeParser.ADVICE);
        }
        return type;
    }

    private Optional<JsonPath> path(String field, Node node) {
        Optional<String> text = scalars.name(field, node);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonPathParser.parse(text.get()));
        } catch (MalformedPathException e) {
            scalars.wrong(
                    field,
                    node,
                    "'" + text.get() + "' is no path: " + e.getMessage(),
                    "Name fields from the record's root, separated by dots, and places of arrays in brackets: geo.country,"
                            + " commits[0].id; a name with a dot or bracket stands in double quotes: '\"geo.country\".code'.");
            return Optional.empty();
        }
    }

    private Optional<ValueFormat> format(String field, Node node, Optional<ColumnType> type) {
        List<Node> nodes = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        Map<String, Node> words = new HashMap<>();
        for (Node each : nodes) {
            Optional<String> word = scalars.name(field, each);
            if (word.isEmpty()) {
                return Optional.empty();
            }
            if (words.put(word.get(), each) != null) {
                scalars.wrong(field, each, "'" + word.get() + "' is listed twice", "Remove one of the two.");
                return Optional.empty();
            }
        }
        boolean text = words.remove("text") != null;
        boolean binary = words.remove("binary") != null;
        Time time = Time.ANY;
        for (Time each : Time.values()) {
            if (words.size() == 1 && words.containsKey(each.word())) {
                time = each;
                words.clear();
            }
        }
        boolean says = text || binary || time != Time.ANY;
        if (!words.isEmpty() || !says || (binary && (text || time != Time.ANY))) {
            scalars.wrong(field, node, "this is no format of a column", FORMAT_ADVICE);
            return Optional.empty();
        }
        ValueFormat format = new ValueFormat(text, binary, time);
        if (type.isPresent() && !fits(format, type.get())) {
            scalars.wrong(
                    field,
                    node,
                    "a " + type.get().sql() + " has no format '" + String.join(", ", format.words()) + "'",
                    FORMAT_ADVICE);
            return Optional.empty();
        }
        return Optional.of(format);
    }

    private static boolean fits(ValueFormat format, ColumnType type) {
        if (format.binary()) {
            return type.kind() != ColumnType.Kind.VARCHAR && type.kind() != ColumnType.Kind.DECIMAL;
        }
        return switch (type.kind()) {
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL -> format.time() == Time.ANY;
            case VARCHAR -> false;
            case TIMESTAMP ->
                switch (format.time()) {
                    case EPOCH_SECONDS, EPOCH_MILLIS -> true;
                    case ISO8601 -> !format.text();
                    case ANY -> false;
                };
        };
    }

    /** A column holds a single value, so that nothing can be inside it: each event would be a dead letter. */
    private boolean noneInsideAnother(YamlMap map, List<SourceColumn> columns) {
        boolean none = true;
        for (SourceColumn inner : columns) {
            Optional<SourceColumn> outer = columns.stream()
                    .filter(column -> inner.origin().equals(column.origin())
                            && !column.path().steps().isEmpty()
                            && inner.path().isBelow(column.path()))
                    .findFirst();
            if (outer.isPresent()) {
                none = false;
                scalars.wrong(
                        map.field(inner.name()),
                        Objects.requireNonNull(map.keys().get(inner.name())),
                        "'" + inner.name() + "' is read from inside '"
                                + outer.get().path() + "', which column '"
                                + outer.get().name() + "' reads as a single value",
                        "A column reads a single value, never an object or array: remove one of the two columns.");
            }
        }
        return none;
    }
}
