package dev.switchback.views.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Reads manifests (DESIGN.md section 3). Thread-safe. */
public final class ManifestReader {
    private static final Pattern PIPELINE = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    /** A pipeline's database in ClickHouse has the pipeline's name; these are taken. */
    private static final Set<String> RESERVED = Set.of("default", "system", "information_schema", "switchback");

    /**
     * Reads and checks the structure of a manifest.
     *
     * @throws ManifestException with every problem found, each with its line and field
     */
    public Manifest read(String yaml) throws ManifestException {
        Problems problems = new Problems();
        Optional<Manifest> manifest =
                YamlDocument.parse(yaml, problems).flatMap(root -> manifest(root, new SqlPlaces(yaml), problems));
        problems.refuse();
        return manifest.orElseThrow();
    }

    private static Optional<Manifest> manifest(Node root, SqlPlaces places, Problems problems) {
        Optional<YamlMap> map = YamlMap.of("", root, List.of("pipeline", "source", "functions", "views"), problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> pipeline = map.get().required("pipeline", problems).flatMap(n -> pipeline(n, problems));
        Optional<Source> source = map.get().required("source", problems).flatMap(new SourceReader(problems)::read);
        List<FunctionDefinition> functions = map.get()
                .optional("functions")
                .map(new FunctionReader(problems)::read)
                .orElse(List.of());
        Optional<List<ViewDefinition>> views =
                map.get().required("views", problems).flatMap(n -> views(n, places, problems));
        if (pipeline.isEmpty() || source.isEmpty() || views.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Manifest(pipeline.get(), source.get(), functions, views.get()));
    }

    private static Optional<String> pipeline(Node node, Problems problems) {
        YamlScalars scalars = new YamlScalars(problems);
        Optional<String> name = scalars.matching(
                "pipeline",
                node,
                PIPELINE,
                "A pipeline's name has 1 to 40 lower-case letters, digits and underscores, and begins with a letter.");
        if (name.isPresent() && RESERVED.contains(name.get())) {
            scalars.wrong(
                    "pipeline", node, "the name '" + name.get() + "' is taken by the stores", "Choose another name.");
            return Optional.empty();
        }
        return name;
    }

    private static Optional<List<ViewDefinition>> views(Node node, SqlPlaces places, Problems problems) {
        Optional<YamlMap> map = YamlMap.any("views", node, problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        if (map.get().values().isEmpty()) {
            new YamlScalars(problems)
                    .wrong("views", node, "there are no views", "Define at least one view with its sql.");
        }
        ViewReader reader = new ViewReader(problems, places);
        List<ViewDefinition> views = new ArrayList<>();
        map.get().values().forEach((name, value) -> {
            Node key = Objects.requireNonNull(map.get().keys().get(name));
            reader.read(name, key, value).ifPresent(views::add);
        });
        return Optional.of(views);
    }
}
