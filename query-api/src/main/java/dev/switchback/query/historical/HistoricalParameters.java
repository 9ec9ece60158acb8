package dev.switchback.query.historical;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.QueryParameters;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The parameters of historical queries that need no plan to be read. */
final class HistoricalParameters {
    static final List<String> OF_AGGREGATES =
            List.of("from", "to", "step", "group_by", "measures", "order_by", "limit", "complete", "version");
    static final List<String> OF_ROWS = List.of("from", "to", "order_by", "limit", "version");

    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 100_000;

    private HistoricalParameters() {}

    static int limit(QueryParameters parameters) {
        return parameters.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    static AggregateQuery.TimeRange range(QueryParameters parameters) {
        var range = new AggregateQuery.TimeRange(parameters.instant("from"), parameters.instant("to"));
        if (range.from().isPresent()
                && range.to().isPresent()
                && range.to().get().isBefore(range.from().get())) {
            throw QueryParameters.invalid("from", "from lies after to; exchange them");
        }
        return range;
    }

    /** Refuses parameters that exist, but not for this view. */
    static void refuse(QueryParameters parameters, Collection<String> names, String why) {
        Optional<String> given = names.stream().filter(parameters::has).findFirst();
        if (given.isPresent()) {
            throw ProblemException.parameter(ProblemCode.UNSUPPORTED_PARAMETER, given.get(), given.get() + " " + why);
        }
    }
}
