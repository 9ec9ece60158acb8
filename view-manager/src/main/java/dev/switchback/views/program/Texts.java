package dev.switchback.views.program;

import java.util.Locale;
import java.util.Optional;

/** Functions of VARCHAR values. Positions and lengths count code points, from 1. */
public final class Texts {
    private Texts() {}

    public static Object upper(Object text) {
        return ((String) text).toUpperCase(Locale.ROOT);
    }

    public static Object lower(Object text) {
        return ((String) text).toLowerCase(Locale.ROOT);
    }

    public static Object length(Object text) {
        String string = (String) text;
        return string.codePointCount(0, string.length());
    }

    public static Object concat(Object left, Object right) {
        return ((String) left).concat((String) right);
    }

    /** {@code POSITION(part IN text)}: an INTEGER, 0 where it does not occur. */
    public static Object position(Object part, Object text) {
        String whole = (String) text;
        int index = whole.indexOf((String) part);
        return index < 0 ? 0 : whole.codePointCount(0, index) + 1;
    }

    /** The first {@code limit} characters. */
    public static String truncate(String text, int limit) {
        return text.codePointCount(0, text.length()) <= limit
                ? text
                : text.substring(0, text.offsetByCodePoints(0, limit));
    }

    /** {@code SUBSTRING(text FROM start FOR length)}, where {@code start} may lie outside; integers of either class. */
    public static Expression substring(Expression text, Expression start, Optional<Expression> length) {
        Expression count = length.orElse(Expression.constant(Long.MAX_VALUE));
        return row -> {
            Object string = text.evaluate(row);
            Object from = start.evaluate(row);
            Object size = count.evaluate(row);
            return string == null || from == null || size == null
                    ? null
                    : cut((String) string, ((Number) from).longValue(), ((Number) size).longValue());
        };
    }

    private static String cut(String text, long start, long length) {
        if (length < 0) {
            throw new EvaluationFailure("the length of SUBSTRING is negative");
        }
        int size = text.codePointCount(0, text.length());
        long end = length > Long.MAX_VALUE - Math.max(start, 0) ? Long.MAX_VALUE : start + length;
        long first = Math.max(start, 1);
        long last = Math.min(end, size + 1L);
        if (first >= last) {
            return "";
        }
        int begin = text.offsetByCodePoints(0, (int) first - 1);
        return text.substring(begin, text.offsetByCodePoints(begin, (int) (last - first)));
    }

    /** {@code TRIM}: removes one character, as often as it stands there. */
    public static Expression.Binary trim(boolean left, boolean right) {
        return (removed, text) -> {
            String unwanted = (String) removed;
            if (unwanted.codePointCount(0, unwanted.length()) != 1) {
                throw new EvaluationFailure("TRIM removes exactly one character");
            }
            String all = (String) text;
            int begin = 0;
            while (left && all.startsWith(unwanted, begin)) {
                begin += unwanted.length();
            }
            int end = all.length();
            while (right && end - unwanted.length() >= begin && all.startsWith(unwanted, end - unwanted.length())) {
                end -= unwanted.length();
            }
            return all.substring(begin, end);
        };
    }

    /** {@code REPLACE(text, part, by)}; an empty part replaces nothing. */
    public static Expression replace(Expression text, Expression part, Expression by) {
        return row -> {
            Object string = text.evaluate(row);
            Object sought = part.evaluate(row);
            Object other = by.evaluate(row);
            if (string == null || sought == null || other == null) {
                return null;
            }
            return ((String) sought).isEmpty() ? string : ((String) string).replace((String) sought, (String) other);
        };
    }

    /**
     * LIKE.
     *
     * @param constant the pattern, where it is the same for every row
     */
    public static Expression like(
            Expression text, Expression pattern, Optional<String> constant, Optional<String> escape) {
        if (constant.isPresent()) {
            LikePattern compiled = LikePattern.of(constant.get(), escape);
            return Expression.strict(text, value -> compiled.matches((String) value));
        }
        return Expression.strict(
                text,
                pattern,
                (value, like) -> LikePattern.of((String) like, escape).matches((String) value));
    }
}
