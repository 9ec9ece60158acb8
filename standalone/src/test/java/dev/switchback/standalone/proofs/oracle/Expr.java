package dev.switchback.standalone.proofs.oracle;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression: its text, and its meaning.
 *
 * @param columns that it reads
 */
record Expr(String sql, Type type, Set<String> columns, Meaning meaning) {

    /** Gives the value, null for NULL. */
    @FunctionalInterface
    interface Meaning {
        /** @throws ArithmeticException where SQL has no value, as for a division by zero */
        @Nullable
        Object of(Event event);
    }

    static Expr column(Column column) {
        return new Expr(column.name(), column.type(), Set.of(column.name()), event -> event.get(column.name()));
    }

    static Set<String> columnsOf(Expr... parts) {
        Set<String> all = new LinkedHashSet<>();
        for (Expr part : parts) {
            all.addAll(part.columns());
        }
        return all;
    }

    @Nullable
    Object of(Event event) {
        return meaning.of(event);
    }

    boolean holds(Event event) {
        return Boolean.TRUE.equals(of(event));
    }
}
