package dev.switchback.query.request;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about complete windows: those that end at or before its watermark, so that only events beyond the out-of-orderness
 * bound can still change them. A row over several windows is complete when its last one is.
 */
public enum Completeness {
    /** Nothing. */
    UNSAID,
    /** A column {@link #COLUMN} says it of every row. */
    FLAGGED,
    /** It has complete rows only. */
    ONLY;

    public static final String PARAMETER = "complete";
    private static final String COLUMN = "complete";

    /**
     * Takes the parameter.
     *
     * @throws ProblemException where the view has no windows, or its rows have a column of the flag's name
     */
    public static Completeness read(QueryParameters parameters, ViewPlan.Aggregate view) {
        boolean dimension = view.dimensions().stream().anyMatch(d -> d.name().equals(COLUMN));
        if (view.window().isEmpty()) {
            if (parameters.has(PARAMETER) && !dimension) {
                throw unsupported(
                        "complete cannot be asked of a view without window: it keeps one result for all time; leave it out");
            }
            return UNSAID;
        }
        if (view.session().isPresent() && parameters.has(PARAMETER) && !dimension) {
            throw unsupported(
                    "complete cannot be asked of a view of sessions: an event that comes late may join two of them;"
                            + " compare window_end with the answer's watermark");
        }
        Optional<String> text = view.session().isPresent() ? Optional.empty() : parameters.one(PARAMETER);
        if (text.isEmpty()) {
            return UNSAID;
        }
        return switch (text.get()) {
            case "only" -> ONLY;
            case "flag" -> {
                if (dimension || view.measures().stream().anyMatch(m -> m.name().equals(COLUMN))) {
                    throw unsupported("the view has a column " + COLUMN
                            + " of its own; ask for complete=only, or compare the windows' ends with the watermark");
                }
                yield FLAGGED;
            }
            default -> throw invalid();
        };
    }

    private static ProblemException unsupported(String detail) {
        return ProblemException.parameter(ProblemCode.UNSUPPORTED_PARAMETER, PARAMETER, detail);
    }

    private static ProblemException invalid() {
        return QueryParameters.invalid(
                PARAMETER,
                "complete is flag, to see of every row whether it is complete, or only, to see no other rows; a dimension of"
                        + " that name is filtered by is.complete=");
    }

    /** Adds the column where it is asked for. */
    public Rows mark(Rows rows, Predicate<@Nullable Object[]> complete) {
        return switch (this) {
            case UNSAID, ONLY -> rows;
            case FLAGGED -> {
                List<ResultColumn> columns = new ArrayList<>(rows.columns());
                columns.add(new ResultColumn(COLUMN, ColumnType.BOOLEAN));
                List<@Nullable Object[]> marked = new ArrayList<>();
                for (@Nullable Object[] row : rows.rows()) {
                    @Nullable Object[] longer = Arrays.copyOf(row, row.length + 1);
                    longer[row.length] = complete.test(row);
                    marked.add(longer);
                }
                yield new Rows(columns, marked, rows.truncated());
            }
        };
    }
}
