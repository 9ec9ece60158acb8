package dev.switchback.query.request;

import java.util.List;
import java.util.Set;

/** One key of an order; NULL comes last in both directions. */
public record OrderKey(String column, boolean descending) {

    /** Reads columns, a minus sign before those that go downwards. */
    public static List<OrderKey> read(Set<String> names) {
        return names.stream()
                .map(name -> name.startsWith("-") ? new OrderKey(name.substring(1), true) : new OrderKey(name, false))
                .toList();
    }
}
