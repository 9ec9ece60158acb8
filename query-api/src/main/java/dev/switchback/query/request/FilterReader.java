package dev.switchback.query.request;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.plan.OutputColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of the parameters as filters: {@code {column}=value}, repeated for one of several values; {@code is.{column}=value},
 * the same, for a column named like a parameter; {@code null.{column}=true|false}, for NULL. Empty text is empty text, not NULL.
 */
public final class FilterReader {
    private static final String IS = "is.";
    private static final String NULL = "null.";
    private static final int MAX_VALUES = 1_000;

    private FilterReader() {}

    /**
     * Takes every parameter that is left.
     *
     * @param columns that may be filtered
     * @param others parameters that the request could have had, to be listed
     */
    public static List<Filter> read(QueryParameters parameters, List<OutputColumn> columns, List<String> others) {
        Map<OutputColumn, List<Object>> values = new LinkedHashMap<>();
        Map<OutputColumn, Boolean> nulls = new LinkedHashMap<>();
        for (String name : parameters.rest()) {
            if (name.startsWith(NULL)) {
                OutputColumn column = column(name.substring(NULL.length()), columns);
                parameters.one(name).ifPresent(text -> nulls.put(column, flag(name, text)));
                continue;
            }
            OutputColumn column = name.startsWith(IS)
                    ? column(name.substring(IS.length()), columns)
                    : find(name, columns).orElseThrow(() -> unknownParameter(name, columns, others));
            List<Object> typed = values.computeIfAbsent(column, c -> new ArrayList<>());
            parameters.all(name).forEach(text -> typed.add(ValueText.read(name, column.type(), text)));
            if (typed.size() > MAX_VALUES) {
                throw QueryParameters.invalid(name, name + " has more than " + MAX_VALUES + " values");
            }
        }
        return columns.stream()
                .filter(column -> values.containsKey(column) || nulls.containsKey(column))
                .map(column -> filter(column, values.getOrDefault(column, List.of()), nulls.get(column)))
                .toList();
    }

    private static Filter filter(OutputColumn column, List<Object> values, @Nullable Boolean nulls) {
        boolean included = nulls != null && nulls;
        return new Filter(column, values, included ? Filter.Nulls.INCLUDED : Filter.Nulls.EXCLUDED);
    }

    private static boolean flag(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw QueryParameters.invalid(name, name + " is neither true nor false");
        };
    }

    private static OutputColumn column(String name, List<OutputColumn> columns) {
        return find(name, columns)
                .orElseThrow(() -> ProblemException.unknown(
                        ProblemCode.UNKNOWN_DIMENSION, "the view has no dimension of that name", names(columns)));
    }

    private static Optional<OutputColumn> find(String name, List<OutputColumn> columns) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    private static ProblemException unknownParameter(String name, List<OutputColumn> columns, List<String> others) {
        return ProblemException.unknown(
                ProblemCode.UNKNOWN_PARAMETER,
                "the parameter " + Quoted.of(name)
                        + " is neither a dimension of the view nor another parameter of this request",
                Stream.concat(names(columns).stream(), others.stream())
                        .distinct()
                        .toList());
    }

    private static List<String> names(List<OutputColumn> columns) {
        return columns.stream().map(OutputColumn::name).toList();
    }
}
