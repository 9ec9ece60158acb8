package dev.switchback.query.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands of a {@link ShardRead} returned, by their places. */
record Replies(List<@Nullable Object> values) {

    long integer(int place) {
        return values.get(place) instanceof Long number ? number : 0;
    }

    /** A text reply; null where there is none. */
    @Nullable
    String text(int place) {
        Object value = values.get(place);
        return value == null ? null : value.toString();
    }

    /** Texts of a list reply; what is missing is null. */
    List<@Nullable String> texts(int place) {
        List<@Nullable String> texts = new ArrayList<>();
        if (values.get(place) instanceof List<?> list) {
            for (Object item : list) {
                texts.add(item == null ? null : item.toString());
            }
        }
        return texts;
    }

    /** A list reply that holds the replies of other commands. */
    Replies nested(int place) {
        List<@Nullable Object> inner = new ArrayList<>();
        if (values.get(place) instanceof List<?> list) {
            inner.addAll(list);
        }
        return new Replies(inner);
    }

    /** A list reply of names and values in turn. */
    Map<String, String> pairs(int place) {
        List<@Nullable String> texts = texts(place);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            pairs.put(String.valueOf(texts.get(i)), String.valueOf(texts.get(i + 1)));
        }
        return pairs;
    }
}
