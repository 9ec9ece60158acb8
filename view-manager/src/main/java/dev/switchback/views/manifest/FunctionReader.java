package dev.switchback.views.manifest;

import dev.switchback.views.manifest.FunctionDefinition.Place;
import dev.switchback.views.manifest.FunctionDefinition.Places;
import dev.switchback.views.plan.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the {@code functions:} block. */
final class FunctionReader {
    private static final List<String> FIELDS = List.of("jar", "method", "parameters", "returns", "sha256");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern JAR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\\.jar");
    private static final Pattern METHOD =
            Pattern.compile("(?:\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*\\.)+"
                    + "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Problems problems;
    private final YamlScalars scalars;

    FunctionReader(Problems problems) {
        this.problems = problems;
        this.scalars = new YamlScalars(problems);
    }

    /** Those that could be read; problems were added for the others. */
    List<FunctionDefinition> read(Node node) {
        List<FunctionDefinition> functions = new ArrayList<>();
        YamlMap.any("functions", node, problems)
                .ifPresent(map -> map.values()
                        .forEach((name, value) -> function(
                                        name, Objects.requireNonNull(map.keys().get(name)), value)
                                .ifPresent(functions::add)));
        return functions;
    }

    private Optional<FunctionDefinition> function(String name, Node key, Node value) {
        String field = "functions." + name;
        boolean named = scalars.matching(
                        field,
                        key,
                        NAME,
                        "A function's name has 1 to 64 lower-case letters, digits and underscores, and begins with a letter.")
                .isPresent();
        Optional<YamlMap> read = YamlMap.of(field, value, FIELDS, problems);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        YamlMap map = read.get();
        Optional<Node> jarNode = map.required("jar", problems);
        Optional<Node> methodNode = map.required("method", problems);
        Optional<String> jar = jarNode.flatMap(n ->
                scalars.matching(field + ".jar", n, JAR, "Name the jar's file without folders, such as scoring.jar."));
        Optional<String> method = methodNode.flatMap(n -> scalars.matching(
                field + ".method", n, METHOD, "Write package, class and method: dev.example.Scoring.score."));
        Optional<Node> returnsNode = map.optional("returns");
        Optional<ColumnType> returns = returnsNode.flatMap(n -> returns(field + ".returns", n));
        Optional<Node> parametersNode = map.optional("parameters");
        Optional<List<ColumnType.Kind>> parameters = parametersNode.flatMap(n -> parameters(field + ".parameters", n));
        Optional<Node> shaNode = map.optional("sha256");
        Optional<String> sha256 = shaNode.flatMap(n -> scalars.matching(
                field + ".sha256", n, SHA256, "Write the 64 hexadecimal digits that 'sha256sum' prints."));
        boolean complete = named
                && returns.isPresent() == returnsNode.isPresent()
                && parameters.isPresent() == parametersNode.isPresent()
                && sha256.isPresent() == shaNode.isPresent();
        if (!complete || jar.isEmpty() || method.isEmpty()) {
            return Optional.empty();
        }
        int dot = method.get().lastIndexOf('.');
        Places places = new Places(
                place(key),
                place(jarNode.orElseThrow()),
                place(methodNode.orElseThrow()),
                place(returnsNode.orElse(key)));
        return Optional.of(new FunctionDefinition(
                name,
                jar.get(),
                method.get().substring(0, dot),
                method.get().substring(dot + 1),
                parameters,
                returns,
                sha256.map(s -> s.toLowerCase(Locale.ROOT)),
                places));
    }

    private Optional<ColumnType> returns(String field, Node node) {
        Optional<String> text = scalars.name(field, node);
        Optional<ColumnType> type = text.flatMap(ColumnTypeParser::parse);
        if (text.isPresent() && type.isEmpty()) {
            scalars.wrong(field, node, "there is no type '" + text.get() + "'", ColumnTypeParser.ADVICE);
        }
        return type;
    }

    private Optional<List<ColumnType.Kind>> parameters(String field, Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            scalars.wrong(field, node, "'" + field + "' must be a list", "Write [BIGINT, VARCHAR].");
            return Optional.empty();
        }
        List<ColumnType.Kind> kinds = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            Optional<String> text = scalars.name(field, element);
            Optional<ColumnType.Kind> kind = text.flatMap(FunctionReader::kind);
            if (text.isPresent() && kind.isEmpty()) {
                scalars.wrong(
                        field,
                        element,
                        "there is no parameter type '" + text.get() + "'",
                        "Known types: BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL (of any precision and scale), VARCHAR, TIMESTAMP(3).");
            }
            kind.ifPresent(kinds::add);
        }
        return kinds.size() == sequence.getValue().size() ? Optional.of(kinds) : Optional.empty();
    }

    private static Optional<ColumnType.Kind> kind(String text) {
        return text.strip().equalsIgnoreCase("DECIMAL")
                ? Optional.of(ColumnType.Kind.DECIMAL)
                : ColumnTypeParser.parse(text).map(ColumnType::kind).filter(kind -> kind != ColumnType.Kind.DECIMAL);
    }

    private static Place place(Node node) {
        return new Place(node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }
}
