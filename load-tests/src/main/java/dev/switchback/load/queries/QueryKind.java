package dev.switchback.load.queries;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One sort of query.
 *
 * @param name as the report calls it
 * @param perSecond how many of it
 * @param keys the names of so many channels take the place of {@code $KEY}
 * @param template the path with its parameters
 */
record QueryKind(String name, double perSecond, int keys, String template) {
    private static final String FIELDS = "|";
    private static final String KINDS = "\n";

    /** Where to ask. */
    String path(int key) {
        return template.replace("$KEY", URLEncoder.encode("#c" + (key + 1) + ".wikipedia", StandardCharsets.UTF_8));
    }

    /** As one text, for another JVM. */
    static String write(List<QueryKind> kinds) {
        return kinds.stream()
                .map(kind -> String.join(
                        FIELDS, kind.name, Double.toString(kind.perSecond), Integer.toString(kind.keys), kind.template))
                .collect(Collectors.joining(KINDS));
    }

    static List<QueryKind> read(String text) {
        return Arrays.stream(text.split(KINDS, -1))
                .map(line -> line.split("\\" + FIELDS, 4))
                .map(fields ->
                        new QueryKind(fields[0], Double.parseDouble(fields[1]), Integer.parseInt(fields[2]), fields[3]))
                .toList();
    }
}
