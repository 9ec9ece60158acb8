package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.plan.ColumnType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the {@code source:} block. */
final class SourceReader {
    private static final List<String> FIELDS = Stream.concat(
                    Stream.of("topic", "format", "event_time", "out_of_orderness", "columns"),
                    TimePolicyReader.FIELDS.stream())
            .toList();
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");
    private static final Pattern FORMAT = Pattern.compile("json");

    private final Problems problems;
    private final YamlScalars scalars;
    private final ColumnReader columnReader;

    SourceReader(Problems problems) {
        this.problems = problems;
        this.scalars = new YamlScalars(problems);
        this.columnReader = new ColumnReader(problems);
    }

    /** Empty only if problems were added. */
    Optional<Source> read(Node node) {
        Optional<YamlMap> map = YamlMap.of("source", node, FIELDS, problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        YamlMap source = map.get();
        Optional<String> topic = source.required("topic", problems).flatMap(this::topic);
        source.optional("format")
                .ifPresent(n -> scalars.matching("source.format", n, FORMAT, "The only format is json."));
        Optional<Duration> bound = source.optional("out_of_orderness")
                .map(n -> scalars.duration("source.out_of_orderness", n, true))
                .orElse(Optional.of(Duration.ZERO));
        Optional<TimePolicy> timePolicy = new TimePolicyReader(scalars).read(source);
        Optional<List<SourceColumn>> columns =
                source.required("columns", problems).flatMap(columnReader::read);
        Optional<String> eventTime = source.required("event_time", problems)
                .flatMap(n -> columns.isEmpty() ? scalars.name("source.event_time", n) : eventTime(n, columns.get()));
        if (topic.isEmpty() || bound.isEmpty() || timePolicy.isEmpty() || columns.isEmpty() || eventTime.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Source(
                topic.get(), Source.Format.JSON, eventTime.get(), bound.get(), timePolicy.get(), columns.get()));
    }

    private Optional<String> topic(Node node) {
        return scalars.text("source.topic", node)
                .flatMap(t -> scalars.matching(
                        "source.topic",
                        node,
                        TOPIC,
                        "A topic's name has 1 to 249 letters, digits, dots, underscores and hyphens."));
    }

    private Optional<String> eventTime(Node node, List<SourceColumn> columns) {
        Optional<String> name = scalars.name("source.event_time", node);
        if (name.isEmpty()) {
            return name;
        }
        Optional<SourceColumn> column =
                columns.stream().filter(c -> c.name().equals(name.get())).findFirst();
        if (column.isEmpty()) {
            problems.add(
                    Code.UNKNOWN_COLUMN,
                    "source.event_time",
                    node,
                    "event_time names '" + name.get() + "', which is not among the columns",
                    "Add it to source.columns, or name one of: "
                            + String.join(
                                    ", ",
                                    columns.stream().map(SourceColumn::name).toList()) + ".");
            return Optional.empty();
        }
        if (!column.get().type().equals(ColumnType.TIMESTAMP)) {
            problems.add(
                    Code.EVENT_TIME_NOT_TIMESTAMP,
                    "source.event_time",
                    node,
                    "event_time names '" + name.get() + "', which is a "
                            + column.get().type().sql() + ", not a TIMESTAMP(3)",
                    "Declare that column as TIMESTAMP(3): ISO-8601 text or epoch milliseconds.");
            return Optional.empty();
        }
        return name;
    }
}
