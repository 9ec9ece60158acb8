package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.plan.ColumnType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the {@code source:} block. */
final class SourceReader {
    private static final List<String> FIELDS = Stream.concat(
                    Stream.of("topic", "format", "lenient", "subject", "event_time", "out_of_orderness", "columns"),
                    TimePolicyReader.FIELDS.stream())
            .toList();
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");
    private static final Pattern FORMAT = Pattern.compile("json|avro|protobuf");

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
        Optional<Source.Format> format =
                source.optional("format").map(this::format).orElse(Optional.of(Source.Format.JSON));
        Optional<Set<Source.Leniency>> lenient =
                source.optional("lenient").map(n -> lenient(n, format)).orElse(Optional.of(Set.of()));
        Optional<Node> named = source.optional("subject");
        Optional<String> subject = named.flatMap(n -> subject(n, format));
        Optional<Duration> bound = source.optional("out_of_orderness")
                .map(n -> scalars.duration("source.out_of_orderness", n, true))
                .orElse(Optional.of(Duration.ZERO));
        Optional<TimePolicy> timePolicy = new TimePolicyReader(scalars).read(source);
        Optional<List<SourceColumn>> columns =
                source.required("columns", problems).flatMap(columnReader::read);
        Optional<String> eventTime = source.required("event_time", problems)
                .flatMap(n -> columns.isEmpty() ? scalars.name("source.event_time", n) : eventTime(n, columns.get()));
        boolean whole = subject.isPresent() == named.isPresent()
                && Stream.of(topic, format, lenient, bound, timePolicy, columns, eventTime)
                        .allMatch(Optional::isPresent);
        return whole
                ? Optional.of(new Source(
                        topic.orElseThrow(),
                        format.orElseThrow(),
                        lenient.orElseThrow(),
                        subject,
                        eventTime.orElseThrow(),
                        bound.orElseThrow(),
                        timePolicy.orElseThrow(),
                        columns.orElseThrow()))
                : Optional.empty();
    }

    private Optional<Source.Format> format(Node node) {
        return scalars.matching(
                        "source.format",
                        node,
                        FORMAT,
                        "Formats: json; avro and protobuf as serializers with a schema registry write them.")
                .map(word -> Source.Format.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private Optional<Set<Source.Leniency>> lenient(Node node, Optional<Source.Format> format) {
        String field = "source.lenient";
        if (format.isPresent() && format.get() != Source.Format.JSON) {
            scalars.wrong(field, node, "only JSON can be read leniently", "Remove 'source.lenient'.");
            return Optional.empty();
        }
        Set<Source.Leniency> found = EnumSet.noneOf(Source.Leniency.class);
        for (Node each : node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node)) {
            Optional<String> word = scalars.name(field, each);
            Optional<Source.Leniency> one = word.flatMap(w -> Stream.of(Source.Leniency.values())
                    .filter(l -> l.word().equals(w))
                    .findFirst());
            if (word.isPresent() && one.isEmpty()) {
                scalars.wrong(
                        field,
                        each,
                        "JSON cannot be read with '" + word.get() + "'",
                        "It may be: comments, trailing_commas. A byte order mark is always skipped.");
            }
            if (one.isEmpty()) {
                return Optional.empty();
            }
            found.add(one.get());
        }
        return Optional.of(found);
    }

    private Optional<String> subject(Node node, Optional<Source.Format> format) {
        if (format.isPresent() && !format.get().needsRegistry()) {
            scalars.wrong("source.subject", node, "JSON has no subject in a schema registry", "Remove it.");
            return Optional.empty();
        }
        return scalars.text("source.subject", node);
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
