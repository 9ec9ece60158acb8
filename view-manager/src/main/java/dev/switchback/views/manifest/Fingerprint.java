package dev.switchback.views.manifest;

import dev.switchback.views.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Identity of a manifest's meaning. */
public final class Fingerprint {
    private Fingerprint() {}

    /** For a manifest without functions. */
    public static String of(Manifest manifest) {
        return of(manifest, Map.of());
    }

    /**
     * SHA-256 of the manifest's canonical form, 64 lower-case hexadecimal digits; formatting, comments and key order do not count.
     *
     * @param jars SHA-256 of each jar that the manifest names: a jar counts by its content, not by its name
     */
    public static String of(Manifest manifest, Map<String, String> jars) {
        return Sha256.hex(canonical(manifest, jars).getBytes(StandardCharsets.UTF_8));
    }

    /** JSON without blanks: keys sorted, columns and views sorted by name, durations in milliseconds, SQL as tokens, defaults written out. */
    static String canonical(Manifest manifest, Map<String, String> jars) {
        Source source = manifest.source();
        Map<String, String> form = new TreeMap<>(Map.of(
                "pipeline", text(manifest.pipeline()),
                "source", object(source(source)),
                "views", object(views(manifest))));
        if (!manifest.functions().isEmpty()) {
            form.put("functions", object(functions(manifest, jars)));
        }
        return object(form);
    }

    private static Map<String, String> functions(Manifest manifest, Map<String, String> jars) {
        Map<String, String> functions = new TreeMap<>();
        for (FunctionDefinition function : manifest.functions()) {
            functions.put(
                    function.name(),
                    object(Map.of(
                            "jar",
                            text(Objects.requireNonNull(jars.get(function.jar()), function.jar())),
                            "class",
                            text(function.className()),
                            "method",
                            text(function.methodName()),
                            "parameters",
                            function.parameters()
                                    .map(kinds -> array(kinds.stream()
                                            .map(kind -> text(kind.name()))
                                            .toList()))
                                    .orElse("null"),
                            "returns",
                            function.returns().map(type -> text(type.sql())).orElse("null"))));
        }
        return functions;
    }

    private static Map<String, String> source(Source source) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("topic", text(source.topic()));
        fields.put("format", text(source.format().name()));
        fields.put("event_time", text(source.eventTime()));
        fields.put("out_of_orderness", millis(source.outOfOrderness()));
        fields.put("columns", object(columns(source)));
        // Only where they differ from the default: versions registered before these fields keep their fingerprint.
        TimePolicy policy = source.timePolicy();
        if (policy.lateEvents() == TimePolicy.LateEvents.DIVERT) {
            fields.put("late_events", text("DIVERT"));
            fields.put("allowed_lateness", millis(policy.allowedLateness()));
        }
        if (!policy.idleTimeout().equals(TimePolicy.DEFAULT.idleTimeout())) {
            fields.put("idle_timeout", millis(policy.idleTimeout()));
        }
        if (!source.lenient().isEmpty()) {
            fields.put(
                    "lenient",
                    array(source.lenient().stream()
                            .map(each -> text(each.word()))
                            .sorted()
                            .toList()));
        }
        source.subject().ifPresent(subject -> fields.put("subject", text(subject)));
        return fields;
    }

    private static Map<String, String> columns(Source source) {
        Map<String, String> columns = new TreeMap<>();
        for (SourceColumn column : source.columns()) {
            Map<String, String> fields = new TreeMap<>();
            fields.put("type", text(column.type().sql()));
            fields.put(
                    "path",
                    array(column.path().steps().stream().map(Fingerprint::step).toList()));
            if (!column.inValue()) {
                fields.put("from", text(column.origin().word()));
            }
            if (!column.format().equals(ValueFormat.PLAIN)) {
                // Left out otherwise: manifests from before there were formats keep their fingerprints.
                fields.put(
                        "format",
                        array(column.format().words().stream()
                                .map(Fingerprint::text)
                                .toList()));
            }
            columns.put(column.name(), object(fields));
        }
        return columns;
    }

    private static String step(JsonPath.Step step) {
        return switch (step) {
            case JsonPath.Field(String name) -> text(name);
            case JsonPath.Element(int index) -> Integer.toString(index);
        };
    }

    private static Map<String, String> views(Manifest manifest) {
        Map<String, String> views = new TreeMap<>();
        for (ViewDefinition view : manifest.views()) {
            views.put(
                    view.name(),
                    object(Map.of(
                            "sql",
                            array(SqlTokens.of(view.sql()).stream()
                                    .map(t -> text(t.text()))
                                    .toList()),
                            "live",
                            view.live().map(Fingerprint::live).orElse("null"),
                            "history",
                            object(Map.of("retention", retention(view.history().retention()))))));
        }
        return views;
    }

    private static String live(ViewDefinition.Live live) {
        return object(Map.of(
                "retention", millis(live.retention()),
                "top", array(live.top().stream().sorted().map(Fingerprint::text).toList())));
    }

    private static String retention(Optional<Duration> retention) {
        return retention.map(Fingerprint::millis).orElse("null");
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(e -> text(e.getKey()) + ":" + e.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String array(Collection<String> values) {
        return values.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(String value) {
        StringBuilder json = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
