package dev.switchback.views.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a window function, given by place or by name ({@code SIZE => …}).
 *
 * @param source the table that it reads
 * @param intervals the arguments after the table and the descriptor, in the order of the declaration; null where one that may be left
 *     out is
 */
record WindowCall(SqlCall call, SqlIdentifier source, List<@Nullable SqlNode> intervals) {

    /** The window functions. */
    enum Function {
        TUMBLE("Write FROM TABLE(TUMBLE(TABLE source, DESCRIPTOR(event_time_column), INTERVAL '1' MINUTE))."),
        HOP(
                "Write FROM TABLE(HOP(TABLE source, DESCRIPTOR(event_time_column), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)):"
                        + " first the slide, then the size.");

        final String form;

        Function(String form) {
            this.form = form;
        }

        /** As Calcite declares them; the last one may be left out. */
        private List<String> arguments() {
            return switch (this) {
                case TUMBLE -> List.of("DATA", "TIMECOL", "SIZE", "OFFSET");
                case HOP -> List.of("DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET");
            };
        }
    }

    /** Empty after a problem was added. */
    static Optional<WindowCall> read(Function function, SqlCall call, String eventTime, ViewProblems problems) {
        Optional<@Nullable SqlNode[]> placed = placed(function, call, problems);
        if (placed.isEmpty()) {
            return Optional.empty();
        }
        @Nullable SqlNode[] arguments = placed.get();
        if (!(arguments[0] instanceof SqlCall table && table.getKind() == SqlKind.EXPLICIT_TABLE)
                || !(table.operand(0) instanceof SqlIdentifier source)
                || !(arguments[1] instanceof SqlCall descriptor
                        && descriptor.getOperator().getName().equals("DESCRIPTOR"))
                || descriptor.operandCount() != 1
                || !(descriptor.operand(0) instanceof SqlIdentifier column)
                || Arrays.asList(arguments).subList(2, arguments.length - 1).contains(null)) {
            return refuse(call, "this form of " + function + " is not supported", function.form, problems);
        }
        if (!column.isSimple() || !column.getSimple().equals(eventTime)) {
            return refuse(
                    column,
                    function + " must read the event time, not '" + column + "'",
                    "Write DESCRIPTOR(" + eventTime + "), or name another event_time in the source.",
                    problems);
        }
        List<@Nullable SqlNode> intervals = Arrays.asList(arguments).subList(2, arguments.length);
        return Optional.of(new WindowCall(call, source, intervals));
    }

    private static Optional<@Nullable SqlNode[]> placed(Function function, SqlCall call, ViewProblems problems) {
        List<String> names = function.arguments();
        @Nullable SqlNode[] arguments = new @Nullable SqlNode[names.size()];
        for (int i = 0; i < call.operandCount(); i++) {
            SqlNode argument = call.operand(i);
            int place = i;
            if (argument instanceof SqlCall assignment && argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                place = names.indexOf(assignment.operand(1).toString().toUpperCase(Locale.ROOT));
                argument = assignment.operand(0);
            }
            if (i < 2 ? place != i : place == 0 || place == 1) {
                // Calcite finds the time column by its place.
                return refuse(
                        call.operand(i),
                        "the first arguments of " + function + " are the table and the descriptor",
                        function.form,
                        problems);
            }
            if (place < 0 || place >= arguments.length || arguments[place] != null) {
                return refuse(
                        call.operand(i), "this argument of " + function + " is not known", function.form, problems);
            }
            arguments[place] = argument;
        }
        return Optional.of(arguments);
    }

    private static <T> Optional<T> refuse(SqlNode node, String message, String advice, ViewProblems problems) {
        problems.unsupported(node.getParserPosition(), message, advice);
        return Optional.empty();
    }
}
