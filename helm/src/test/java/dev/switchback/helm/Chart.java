package dev.switchback.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart of this module, and its rendering. */
final class Chart {
    static final Path FOLDER = Path.of("switchback").toAbsolutePath();
    static final String RELEASE = "sb";
    static final String NAMESPACE = "streams";
    /** As the chart names things for this release. */
    static final String PREFIX = "sb-switchback";

    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    private Chart() {}

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /** Example files, by their names without ending. */
    static List<String> examples() {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Rendered defaults() {
        return render("", Map.of());
    }

    static Rendered example(String name) {
        return render(name, Map.of());
    }

    /**
     * Renders.
     *
     * @param example whose values are taken; empty: the defaults
     * @param values by path, as for {@code --set}
     * @throws IllegalStateException if Helm refuses
     */
    static Rendered render(String example, Map<String, String> values) {
        TemplateCommand command = new Helm(FOLDER)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.32.0");
        if (!example.isEmpty()) {
            command.withValuesFile(EXAMPLES.resolve(example + ".yaml"));
        }
        values.forEach(command::set);
        return Rendered.of(command.call());
    }
}
