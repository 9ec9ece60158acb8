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
    /** Helm's library leaves hooks out of what it renders; in this copy they are no hooks. */
    private static final Path WITHOUT_HOOKS = copyWithoutHooks();

    private Chart() {}

    private static Path copyWithoutHooks() {
        Path copy = Path.of("target", "chart-without-hooks").toAbsolutePath();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(FOLDER.relativize(file).toString());
                Files.createDirectories(to.resolveSibling("."));
                Files.write(
                        to,
                        Files.readAllLines(file).stream()
                                .filter(line -> !line.contains("helm.sh/hook"))
                                .toList());
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A template's text. */
    static String template(String name) {
        try {
            return Files.readString(FOLDER.resolve("templates").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        TemplateCommand command = new Helm(WITHOUT_HOOKS)
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
