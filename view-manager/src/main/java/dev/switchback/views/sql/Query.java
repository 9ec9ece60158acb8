package dev.switchback.views.sql;

import dev.switchback.views.plan.Window;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The parts of a query that has a shape we support; what its expressions mean is not known yet.
 *
 * @param source the table read
 * @param window of TUMBLE or HOP
 * @param sessionKey the columns by which SESSION tells events apart; empty for every other window
 * @param groupBy the GROUP BY expressions, columns without qualifiers; empty for a view row by row and for aggregates over everything
 * @param aggregated whether it has GROUP BY or an aggregate
 */
record Query(
        SqlIdentifier source,
        Optional<Window> window,
        List<String> sessionKey,
        List<Item> items,
        Optional<SqlNode> where,
        List<SqlNode> groupBy,
        boolean aggregated) {

    static final String WINDOW_START = "window_start";
    static final String WINDOW_END = "window_end";

    /**
     * An entry of the SELECT list.
     *
     * @param expression without AS, columns without qualifiers
     * @param name of the result: after AS, or of a plain column; empty for an unnamed expression and for {@code *}
     */
    record Item(SqlNode expression, Optional<String> name) {
        SqlParserPos position() {
            return expression.getParserPosition();
        }

        boolean isStar() {
            return expression instanceof SqlIdentifier identifier && identifier.isStar();
        }
    }

    /** Whether an expression is a bound of the query's window. */
    boolean isWindowBound(SqlNode node) {
        return window.isPresent()
                && node instanceof SqlIdentifier identifier
                && identifier.isSimple()
                && (identifier.getSimple().equals(WINDOW_START)
                        || identifier.getSimple().equals(WINDOW_END));
    }
}
