package dev.switchback.views.state;

import dev.switchback.views.live.LiveValues;
import dev.switchback.views.plan.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of ARG_MIN and ARG_MAX.
 *
 * @param by the smallest or largest argument that was compared
 * @param value what came with it
 */
public record Chosen(Object by, @Nullable Object value) {

    /**
     * As the live store keeps it: length of the text of {@code by} in bytes, a colon, that text, then an equals sign and the text of the value, or
     * nothing where it is NULL.
     */
    public String text(ColumnType byType, ColumnType valueType) {
        String key = LiveValues.text(byType, by);
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        return length + ":" + key + (value == null ? "" : "=" + LiveValues.text(valueType, value));
    }

    /**
     * Reads what the live store keeps.
     *
     * @throws IllegalArgumentException if the text is not one that {@link #text} makes
     */
    public static Chosen parse(String text, ColumnType byType, ColumnType valueType) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not a chosen value: " + text);
        }
        int end = colon + 1 + Integer.parseInt(text, 0, colon, 10);
        if (end > bytes.length) {
            throw new IllegalArgumentException("not a chosen value: " + text);
        }
        Object by = LiveValues.value(byType, utf8(bytes, colon + 1, end));
        return new Chosen(
                by, end == bytes.length ? null : LiveValues.value(valueType, utf8(bytes, end + 1, bytes.length)));
    }

    private static String utf8(byte[] bytes, int from, int to) {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
    }
}
