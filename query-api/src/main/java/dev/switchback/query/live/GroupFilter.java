package dev.switchback.query.live;

import dev.switchback.query.request.Filter;
import dev.switchback.views.live.GroupCodec;
import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The filters of a live query, as questions to groups. */
final class GroupFilter {
    private final ViewPlan.Aggregate view;
    private final List<Filter> filters;
    private final GroupCodec codec;

    GroupFilter(ViewPlan.Aggregate view, List<Filter> filters) {
        this.view = view;
        this.filters = filters;
        this.codec = GroupCodec.of(view);
    }

    /** The groups asked for, where every dimension is given by value; empty where some are left open, or too many are named. */
    Optional<List<String>> named(int most) {
        List<List<@Nullable Object>> combinations = new ArrayList<>();
        combinations.add(List.of());
        for (OutputColumn dimension : view.dimensions()) {
            List<@Nullable Object> values = values(dimension);
            if (values.isEmpty() || (long) combinations.size() * values.size() > most) {
                return Optional.empty();
            }
            List<List<@Nullable Object>> longer = new ArrayList<>();
            for (List<@Nullable Object> combination : combinations) {
                for (Object value : values) {
                    List<@Nullable Object> one = new ArrayList<>(combination);
                    one.add(value);
                    longer.add(one);
                }
            }
            combinations = longer;
        }
        return Optional.of(combinations.stream()
                .map(combination -> codec.encode(combination.toArray()))
                .distinct()
                .toList());
    }

    private List<@Nullable Object> values(OutputColumn dimension) {
        return filters.stream()
                .filter(filter -> filter.column().equals(dimension))
                .findFirst()
                .map(filter -> {
                    List<@Nullable Object> values = new ArrayList<>(filter.values());
                    if (filter.nulls() == Filter.Nulls.INCLUDED) {
                        values.add(null);
                    }
                    return values;
                })
                .orElse(Collections.emptyList());
    }

    /** Judges groups by their text. */
    Predicate<String> passes() {
        if (filters.isEmpty()) {
            return group -> true;
        }
        List<Integer> places = filters.stream()
                .map(filter -> view.dimensions().indexOf(filter.column()))
                .toList();
        return group -> {
            @Nullable Object[] values = codec.decode(group);
            for (int i = 0; i < places.size(); i++) {
                if (!passes(filters.get(i), values[places.get(i)])) {
                    return false;
                }
            }
            return true;
        };
    }

    private static boolean passes(Filter filter, @Nullable Object value) {
        if (value == null) {
            return filter.nulls() == Filter.Nulls.INCLUDED;
        }
        boolean any = filter.values().isEmpty() && filter.nulls() == Filter.Nulls.EXCLUDED;
        return any || filter.values().contains(value);
    }
}
