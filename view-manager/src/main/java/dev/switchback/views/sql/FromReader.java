package dev.switchback.views.sql;

import dev.switchback.views.plan.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** Reads FROM: the source itself, or a window function over it. */
final class FromReader {
    private static final String FORM = WindowCall.Function.TUMBLE.form;

    private final ViewProblems problems;
    private final String eventTime;

    FromReader(ViewProblems problems, String eventTime) {
        this.problems = problems;
        this.eventTime = eventTime;
    }

    /**
     * @param alias the name that may qualify columns
     * @param sessionKey the columns by which SESSION tells events apart; empty for every other window
     */
    record From(SqlIdentifier table, String alias, Optional<Window> window, List<SqlIdentifier> sessionKey) {
        From(SqlIdentifier table, Optional<Window> window, List<SqlIdentifier> sessionKey) {
            this(table, table.names.getLast(), window, sessionKey);
        }
    }

    /** Empty after a problem was added. */
    Optional<From> read(SqlNode node) {
        if (node instanceof SqlBasicCall as && as.getKind() == SqlKind.AS) {
            if (as.operandCount() > 2) {
                problems.unsupported(
                        as.getParserPosition(),
                        "an alias with column names is not supported",
                        "Rename in SELECT with AS.");
                return Optional.empty();
            }
            String alias = ((SqlIdentifier) as.operand(1)).getSimple();
            return read(as.operand(0)).map(f -> new From(f.table(), alias, f.window(), f.sessionKey()));
        }
        if (node instanceof SqlIdentifier table) {
            return Optional.of(new From(table, Optional.empty(), List.of()));
        }
        return switch (node.getKind()) {
            case COLLECTION_TABLE -> function(((SqlCall) node).operand(0));
            case TABLE_REF -> read(((SqlCall) node).operand(0));
            case JOIN ->
                refuse(
                        node,
                        "joins are not supported",
                        "A view reads one source; put the joined fields into the events before they are written.");
            case SELECT, ORDER_BY, UNION, INTERSECT, EXCEPT, VALUES, WITH ->
                refuse(node, "subqueries are not supported", "Write one SELECT over the source.");
            default -> refuse(node, node.getKind() + " in FROM is not supported", FORM);
        };
    }

    private Optional<From> function(SqlNode node) {
        if (!(node instanceof SqlCall call)) {
            return refuse(node, "this table function is not supported", FORM);
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return switch (name) {
            case "TUMBLE" -> windowed(WindowCall.Function.TUMBLE, call);
            case "HOP" -> windowed(WindowCall.Function.HOP, call);
            case "SESSION" ->
                SessionCall.read(call, eventTime, problems)
                        .map(session -> new From(session.source(), Optional.of(session.window()), session.key()));
            default -> refuse(node, "the table function " + name + " is not supported", FORM);
        };
    }

    private Optional<From> windowed(WindowCall.Function function, SqlCall call) {
        WindowRules rules = new WindowRules(problems);
        return WindowCall.read(function, call, eventTime, problems).flatMap(read -> {
            Optional<Window> window = switch (function) {
                case TUMBLE -> rules.tumbling(read);
                case HOP -> rules.hopping(read);
            };
            return window.map(w -> new From(read.source(), Optional.of(w), List.of()));
        });
    }

    private <T> Optional<T> refuse(SqlNode node, String message, String advice) {
        problems.unsupported(node.getParserPosition(), message, advice);
        return Optional.empty();
    }
}
