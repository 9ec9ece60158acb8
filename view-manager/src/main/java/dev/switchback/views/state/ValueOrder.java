package dev.switchback.views.state;

import dev.switchback.views.plan.ColumnType;
import java.util.Comparator;

/** The order in which MIN, MAX, ARG_MIN and ARG_MAX compare; the same as both stores'. */
public enum ValueOrder implements Comparator<Object> {
    NATURAL {
        @Override
        @SuppressWarnings("unchecked") // a column's values are of one class, which is Comparable (ColumnType.Kind)
        public int compare(Object a, Object b) {
            return ((Comparable<Object>) a).compareTo(b);
        }
    },
    /** By code point, which is the order of UTF-8 bytes; String.compareTo differs where surrogates meet U+E000 … U+FFFF. */
    CODE_POINTS {
        @Override
        public int compare(Object a, Object b) {
            String left = (String) a;
            String right = (String) b;
            int shared = Math.min(left.length(), right.length());
            for (int i = 0; i < shared; i++) {
                char l = left.charAt(i);
                char r = right.charAt(i);
                if (l != r) {
                    boolean differ = Character.isSurrogate(l) != Character.isSurrogate(r);
                    return differ ? Boolean.compare(Character.isSurrogate(l), Character.isSurrogate(r)) : l - r;
                }
            }
            return left.length() - right.length();
        }
    };

    /** The order of a type's values. */
    public static ValueOrder of(ColumnType type) {
        return switch (type.kind()) {
            case VARCHAR -> CODE_POINTS;
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL, TIMESTAMP -> NATURAL;
        };
    }
}
