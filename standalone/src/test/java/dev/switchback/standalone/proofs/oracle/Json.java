package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A JSON object that is filled field by field; what is in the way of a path is made up. */
final class Json {
    private static final List<String> FILLERS =
            List.of("null", "{}", "[]", "7", "\"x\"", "{\"n\":null}", "[{\"n\":[]}]");

    private final Random random;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    Json(Random random) {
        this.random = random;
    }

    /**
     * Puts JSON text where a path leads.
     *
     * @param path names of fields and places in arrays in turn; begins with a field
     */
    void put(List<Object> path, String text) {
        Object at = fields;
        for (int i = 0; i < path.size(); i++) {
            boolean last = i == path.size() - 1;
            Object next = last ? text : path.get(i + 1) instanceof Integer ? new ArrayList<>() : new LinkedHashMap<>();
            at = step(at, path.get(i), next, last);
        }
    }

    /** What stands at a step afterwards: what was there, where that can be gone into, or {@code made}. */
    @SuppressWarnings("unchecked")
    private Object step(Object at, Object step, Object made, boolean last) {
        if (at instanceof Map<?, ?> object) {
            Map<String, Object> map = (Map<String, Object>) object;
            return last ? replaced(map, (String) step, made) : map.computeIfAbsent((String) step, name -> made);
        }
        List<Object> array = (List<Object>) at;
        int place = (Integer) step;
        while (array.size() <= place) {
            array.add(FILLERS.get(random.nextInt(FILLERS.size())));
        }
        if (last || array.get(place) instanceof String) {
            array.set(place, made);
        }
        return array.get(place);
    }

    private static Object replaced(Map<String, Object> map, String name, Object text) {
        map.put(name, text);
        return text;
    }

    @Override
    public String toString() {
        return text(fields);
    }

    private static String text(Object node) {
        return switch (node) {
            case Map<?, ?> object ->
                object.entrySet().stream()
                        .map(field -> quoted((String) field.getKey()) + ":" + text(field.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> array -> array.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
            default -> node.toString();
        };
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
