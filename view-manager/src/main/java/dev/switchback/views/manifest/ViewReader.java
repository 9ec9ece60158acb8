package dev.switchback.views.manifest;

import dev.switchback.views.manifest.ViewDefinition.History;
import dev.switchback.views.manifest.ViewDefinition.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads one entry of the {@code views:} block. */
final class ViewReader {
    private static final Pattern NAME = Pattern.compile("(?!.*__)[a-z][a-z0-9_]{0,39}");

    private final Problems problems;
    private final YamlScalars scalars;
    private final SqlPlaces places;

    ViewReader(Problems problems, SqlPlaces places) {
        this.problems = problems;
        this.scalars = new YamlScalars(problems);
        this.places = places;
    }

    /** Empty only if problems were added. */
    Optional<ViewDefinition> read(String name, Node key, Node value) {
        String field = "views." + name;
        boolean named = scalars.matching(
                        field,
                        key,
                        NAME,
                        "A view's name has 1 to 40 lower-case letters, digits and single underscores, and begins with a letter.")
                .isPresent();
        Optional<YamlMap> map = YamlMap.of(field, value, List.of("sql", "live", "history"), problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> sqlNode = map.get().required("sql", problems);
        Optional<String> sql = sqlNode.flatMap(n -> scalars.text(field + ".sql", n));
        Optional<Node> liveNode = map.get().optional("live");
        Optional<Live> live = liveNode.flatMap(n -> live(field + ".live", n));
        Optional<Node> historyNode = map.get().optional("history");
        Optional<History> history = historyNode.isEmpty()
                ? Optional.of(new History(Optional.empty()))
                : history(field + ".history", historyNode.get());
        if (!named || sql.isEmpty() || history.isEmpty() || live.isPresent() != liveNode.isPresent()) {
            return Optional.empty();
        }
        SqlPlaces.Place place = places.of((ScalarNode) sqlNode.get());
        int liveLine = liveNode.map(n -> n.getStartMark().getLine() + 1).orElse(0);
        return Optional.of(
                new ViewDefinition(name, sql.get(), place.line(), place.column(), liveLine, live, history.get()));
    }

    private Optional<Live> live(String field, Node node) {
        Optional<YamlMap> map = YamlMap.of(field, node, List.of("retention", "top"), problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> retention = map.get()
                .required("retention", problems)
                .flatMap(n -> scalars.duration(field + ".retention", n, false));
        Optional<List<String>> top =
                map.get().optional("top").map(n -> names(field + ".top", n)).orElse(Optional.of(List.of()));
        return retention.isEmpty() || top.isEmpty()
                ? Optional.empty()
                : Optional.of(new Live(retention.get(), top.get()));
    }

    private Optional<History> history(String field, Node node) {
        Optional<YamlMap> map = YamlMap.of(field, node, List.of("retention"), problems);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> given = map.get().optional("retention");
        Optional<Duration> retention = given.flatMap(n -> scalars.duration(field + ".retention", n, false));
        return retention.isPresent() == given.isPresent() ? Optional.of(new History(retention)) : Optional.empty();
    }

    private Optional<List<String>> names(String field, Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            scalars.wrong(field, node, "'" + field + "' must be a list", "Write [edits, added].");
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        boolean valid = true;
        for (Node item : sequence.getValue()) {
            Optional<String> name = scalars.name(field, item);
            valid &= name.isPresent();
            if (name.isPresent() && names.contains(name.get())) {
                scalars.wrong(field, item, "'" + name.get() + "' is listed twice", "Remove one of the two.");
                valid = false;
            }
            name.ifPresent(names::add);
        }
        return valid ? Optional.of(names) : Optional.empty();
    }
}
