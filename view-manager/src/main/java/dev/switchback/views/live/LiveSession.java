package dev.switchback.views.live;

import dev.switchback.views.plan.AggregateState;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as a row of the live store. Its text is {@code end}, then each state, as {@code length:text}, or {@code -} for NULL; the length
 * is in UTF-16 code units. States are as {@link LiveValues} has them; the number of values for distinct states; {@code bucket count} pairs
 * for quantiles; moments and chosen values in their own text.
 *
 * @param end epoch milliseconds
 * @param states texts in the plan's order; null for NULL
 */
public record LiveSession(long end, List<@Nullable String> states) {

    /**
     * The text of a session.
     *
     * @param states values of whole sessions, in the plan's order
     */
    public static String text(ViewPlan.Aggregate view, long end, List<@Nullable Object> states) {
        StringBuilder text = new StringBuilder(64);
        append(text, String.valueOf(end));
        for (int i = 0; i < states.size(); i++) {
            Object value = states.get(i);
            if (value == null) {
                text.append('-');
            } else {
                append(text, text(view.states().get(i), value));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }

    private static String text(AggregateState state, Object value) {
        return switch (value) {
            case Collection<?> values -> String.valueOf(values.size());
            case BucketCounts counts -> text(counts);
            case Moments moments -> moments.text();
            case Chosen chosen -> chosen.text(state.byType(), state.argumentType());
            // Sums of whole sessions are exact beyond their type.
            case BigDecimal sum -> sum.setScale(state.resultType().scale()).toPlainString();
            default -> LiveValues.text(state.resultType(), value);
        };
    }

    private static String text(BucketCounts counts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            text.append(counts.bucket(i)).append(' ').append(counts.count(i)).append(' ');
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if it is not a text of {@link #text} */
    public static LiveSession of(String text) {
        List<@Nullable String> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '-') {
                parts.add(null);
                at++;
            } else {
                int colon = text.indexOf(':', at);
                int end = colon + 1 + Integer.parseInt(text, at, colon, 10);
                parts.add(text.substring(colon + 1, end));
                at = end;
            }
        }
        String end = parts.isEmpty() ? null : parts.getFirst();
        if (end == null) {
            throw new IllegalArgumentException("not a session: " + text);
        }
        return new LiveSession(Long.parseLong(end), new ArrayList<>(parts.subList(1, parts.size())));
    }
}
