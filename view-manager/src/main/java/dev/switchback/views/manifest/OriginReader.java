package dev.switchback.views.manifest;

import dev.switchback.views.plan.ColumnType;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a column's {@code from:}, and what it asks of the column's other fields. */
final class OriginReader {
    static final String HEADER = "header:";

    private static final String ADVICE =
            "Columns come from the record's value, or from: key, 'header:NAME', partition, offset or timestamp.";

    private final YamlScalars scalars;

    OriginReader(YamlScalars scalars) {
        this.scalars = scalars;
    }

    /** Empty only if a problem was added. */
    Optional<Origin> read(String field, Node node) {
        Optional<String> word = scalars.name(field, node);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<Origin> origin = of(word.get());
        if (origin.isEmpty()) {
            scalars.wrong(field, node, "a column cannot come from '" + word.get() + "'", ADVICE);
        }
        return origin;
    }

    private static Optional<Origin> of(String word) {
        return switch (word) {
            case "value" -> Optional.of(new Origin.Value());
            case "key" -> Optional.of(new Origin.Key());
            case "partition" -> Optional.of(new Origin.Partition());
            case "offset" -> Optional.of(new Origin.Offset());
            case "timestamp" -> Optional.of(new Origin.Timestamp());
            default ->
                word.startsWith(HEADER) && word.length() > HEADER.length()
                        ? Optional.of(new Origin.Header(word.substring(HEADER.length())))
                        : Optional.empty();
        };
    }

    /**
     * Whether a column's type, path and format go with where it comes from.
     *
     * @return false if a problem was added
     */
    boolean fits(YamlMap column, SourceColumn read) {
        return switch (read.origin()) {
            case Origin.Value() -> !read.format().binary() || wrong(column, "format", ofContent(read.type()));
            case Origin.Key() -> fitsContent(column, read);
            case Origin.Header header -> fitsContent(column, read);
            case Origin.Partition() ->
                fitsNumber(column, read, List.of(ColumnType.INTEGER, ColumnType.BIGINT), "an INTEGER or a BIGINT");
            case Origin.Offset() -> fitsNumber(column, read, List.of(ColumnType.BIGINT), "a BIGINT");
            case Origin.Timestamp() -> fitsNumber(column, read, List.of(ColumnType.TIMESTAMP), "a TIMESTAMP(3)");
        };
    }

    private boolean fitsContent(YamlMap column, SourceColumn read) {
        ValueFormat format = read.format();
        boolean inside = !read.path().steps().isEmpty();
        if (format.binary() && inside) {
            return wrong(column, "format", "Inside a JSON object nothing is binary: remove the path or the format.");
        }
        boolean says = read.type().equals(ColumnType.VARCHAR)
                || inside
                || format.binary()
                || format.text()
                || format.time() == ValueFormat.Time.ISO8601;
        return says || wrong(column, column.optional("format").isPresent() ? "format" : "type", ofContent(read.type()));
    }

    private static String ofContent(ColumnType type) {
        return type.equals(ColumnType.TIMESTAMP)
                ? "A key or header holds bytes: for a TIMESTAMP(3) add 'format: iso8601', '[epoch_millis, text]',"
                        + " '[epoch_seconds, text]', or 'binary' for 8 bytes of epoch milliseconds."
                : "A key or header holds bytes: add 'format: text' where they are text, or 'format: binary' where Kafka's"
                        + " serializers of Integer, Long, Double or Boolean wrote them.";
    }

    private boolean fitsNumber(YamlMap column, SourceColumn read, List<ColumnType> types, String wanted) {
        for (String other : List.of("path", "format")) {
            if (column.optional(other).isPresent()) {
                return wrong(column, other, "Kafka keeps it as a number: remove '" + other + "'.");
            }
        }
        return types.contains(read.type())
                || wrong(column, "type", "Where it comes from '" + read.origin().word() + "', it is " + wanted + ".");
    }

    private boolean wrong(YamlMap column, String field, String advice) {
        Node at = column.optional(field).orElse(column.node());
        scalars.wrong(column.field(field), at, "this does not go with where the column comes from", advice);
        return false;
    }
}
