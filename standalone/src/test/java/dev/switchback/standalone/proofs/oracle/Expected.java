package dev.switchback.standalone.proofs.oracle;

import org.jspecify.annotations.Nullable;

/** What a measure of one group has to be. */
public sealed interface Expected {
    boolean accepts(Type type, @Nullable String json);

    /** One value only. */
    record Exactly(@Nullable Object value) implements Expected {
        @Override
        public boolean accepts(Type type, @Nullable String json) {
            return Values.text(value).equals(Values.textOf(type, json));
        }

        @Override
        public String toString() {
            return Values.text(value);
        }
    }

    /** A value as near as {@code tolerance}. */
    record Near(double value, double tolerance) implements Expected {
        @Override
        public boolean accepts(Type type, @Nullable String json) {
            return json != null && Math.abs(Double.parseDouble(json) - value) <= tolerance;
        }

        @Override
        public String toString() {
            return value + " ± " + tolerance;
        }
    }
}
