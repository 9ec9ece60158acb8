package dev.switchback.query.live;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders of groups. */
final class GroupOrder {
    /** Redis's order of sorted set members with equal scores: by the bytes of their UTF-8 text. */
    static final Comparator<String> OF_TEXTS =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** By the dimensions' values in turn, NULL last, text by its UTF-8 bytes, as ClickHouse orders them. */
    static final Comparator<List<@Nullable Object>> OF_VALUES = GroupOrder::compare;

    private GroupOrder() {}

    private static int compare(List<@Nullable Object> left, List<@Nullable Object> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked") // Both values are of the one class that the dimension's type names.
    private static int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        return left instanceof String text
                ? OF_TEXTS.compare(text, (String) right)
                : ((Comparable<Object>) left).compareTo(right);
    }
}
