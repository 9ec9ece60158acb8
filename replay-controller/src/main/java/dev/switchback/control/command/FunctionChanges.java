package dev.switchback.control.command;

import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.SqlTokens;
import dev.switchback.views.manifest.ViewDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The functions that differ between two versions, by their declarations and by the content of their jars.
 *
 * @param before name to all that makes the function what it is
 */
record FunctionChanges(Map<String, String> before, Map<String, String> after) {

    /** @param jars SHA-256 of each jar by name */
    static Map<String, String> meanings(Manifest manifest, Map<String, String> jars) {
        Map<String, String> meanings = new TreeMap<>();
        for (FunctionDefinition function : manifest.functions()) {
            meanings.put(
                    function.name(),
                    String.join(
                            " ",
                            jars.getOrDefault(function.jar(), ""),
                            function.className(),
                            function.methodName(),
                            function.parameters().toString(),
                            function.returns().toString()));
        }
        return meanings;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    /** Each {@code +name}, {@code -name}, or {@code name} where its jar or declaration changed. */
    List<String> list() {
        return names().stream()
                .map(name -> (after.containsKey(name) ? before.containsKey(name) ? "" : "+" : "-") + name)
                .toList();
    }

    /** Whether a view calls one of them. */
    boolean touch(ViewDefinition view) {
        Set<String> names = names();
        return !names.isEmpty()
                && SqlTokens.of(view.sql()).stream()
                        .anyMatch(token ->
                                token.isWord() && names.contains(token.text().toLowerCase(Locale.ROOT)));
    }
}
