package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Option;

/** What a version has to pass before it is switched to, as the API takes it; the controller judges the values. */
final class GateOptions {
    @Option(
            names = "--gates",
            paramLabel = "FILE",
            description = "Gates before the switch: YAML or JSON with diff, dead_letters, assert, approval.")
    private @Nullable Path file;

    @Option(
            names = "--max-changed-keys",
            paramLabel = "SHARE",
            description = "Do not switch if more keys of any view differ from the active version, such as 1%%.")
    private @Nullable String maxChangedKeys;

    @Option(names = "--require-approval", description = "Do not switch before './switchback approve'.")
    private boolean approval;

    /**
     * Empty where nothing was said.
     *
     * @throws UserException where the file cannot be read, or says what an option says as well
     */
    Map<String, Object> body() {
        Map<String, Object> gates = new LinkedHashMap<>();
        if (file != null) {
            gates.putAll(object(read(file), file.toString()));
        }
        if (maxChangedKeys != null) {
            Map<String, Object> diff = new LinkedHashMap<>();
            if (gates.containsKey("diff")) {
                diff.putAll(object(gates.get("diff"), "diff in " + file));
            }
            put(diff, "max_changed_keys", maxChangedKeys, "--max-changed-keys");
            gates.put("diff", diff);
        }
        if (approval) {
            put(gates, "approval", true, "--require-approval");
        }
        return gates;
    }

    private void put(Map<String, Object> gates, String name, Object value, String option) {
        if (gates.put(name, value) != null) {
            throw new UserException(name + " is in " + file + " already; leave " + option + " out, or the line there.");
        }
    }

    private static Map<String, Object> object(@Nullable Object value, String where) {
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new UserException(where
                    + " has to be an object, such as {diff: {max_changed_keys: 1%}, dead_letters: {max_more: 0}}.");
        }
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, one) -> object.put(String.valueOf(name), one));
        return object;
    }

    private static @Nullable Object read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        } catch (MarkedYAMLException e) {
            throw new UserException(
                    file + " is neither YAML nor JSON: line "
                            + (e.getProblemMark() == null
                                    ? "?"
                                    : e.getProblemMark().getLine() + 1) + ": "
                            + e.getProblem() + ".",
                    e);
        } catch (YAMLException e) {
            throw new UserException(file + " is neither YAML nor JSON: " + e.getMessage() + ".", e);
        } catch (NoSuchFileException e) {
            throw new UserException("There is no file " + file + ".", e);
        } catch (CharacterCodingException e) {
            throw new UserException(file + " is not text in UTF-8.", e);
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
