package dev.switchback.standalone.proofs.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate in a view.
 *
 * @param arguments of the function, in its order; a second one is what ARG_MIN and ARG_MAX compare by, or a quantile's fraction
 * @param filter its FILTER clause
 */
public record Measure(String name, Aggregate function, List<Expr> arguments, Optional<Expr> filter) {

    String sql() {
        return function.sql(arguments.stream().map(Expr::sql).toList())
                + filter.map(f -> " FILTER (WHERE " + f.sql() + ")").orElse("")
                + " AS " + name;
    }

    /** Type of the result. */
    public Type type() {
        return function.type(
                arguments.isEmpty() ? Type.BOOLEAN : arguments.getFirst().type());
    }

    /** Whether its last digits depend on the order of events. */
    boolean rounds() {
        return !arguments.isEmpty() && function.rounds(arguments.getFirst().type());
    }

    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        arguments.forEach(argument -> columns.addAll(argument.columns()));
        filter.ifPresent(condition -> columns.addAll(condition.columns()));
        return columns;
    }

    /**
     * Evaluates the arguments of an event that passed the view's WHERE; null where the FILTER clause keeps it out.
     *
     * @throws ArithmeticException where one has no value
     */
    @Nullable
    List<@Nullable Object> read(Event event) {
        if (filter.isPresent() && !filter.get().holds(event)) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>();
        arguments.forEach(argument -> values.add(argument.of(event)));
        return values;
    }

    Expected of(List<Event> events) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Event event : events) {
            List<@Nullable Object> read = read(event);
            if (read != null) {
                values.add(read);
            }
        }
        return function.of(values);
    }
}
