package dev.switchback.views.sql;

import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of SESSION. Its key stands in PARTITION BY, as SQL has it, or in a second DESCRIPTOR, as Calcite had it first.
 *
 * @param key the columns by which events are told apart, at least one
 */
record SessionCall(SqlIdentifier source, Window.Session window, List<SqlIdentifier> key) {
    private static final String FORM = "Write FROM TABLE(SESSION(TABLE source PARTITION BY (key_column),"
            + " DESCRIPTOR(event_time_column), INTERVAL '30' MINUTE)).";
    private static final Duration LONGEST = Duration.ofDays(3_660);

    /** Empty after a problem was added. */
    static Optional<SessionCall> read(SqlCall call, String eventTime, ViewProblems problems) {
        Arguments arguments = new Arguments();
        for (SqlNode argument : call.getOperandList()) {
            if (!arguments.take(argument)) {
                return refuse(call, "this form of SESSION is not supported", FORM, problems);
            }
        }
        if (arguments.source.isEmpty() || arguments.times.size() != 1 || arguments.gaps.size() != 1) {
            return refuse(call, "this form of SESSION is not supported", FORM, problems);
        }
        SqlIdentifier time = arguments.times.getFirst();
        if (!time.isSimple() || !time.getSimple().equals(eventTime)) {
            return refuse(
                    time,
                    "SESSION must read the event time, not '" + time + "'",
                    "Write DESCRIPTOR(" + eventTime + "), or name another event_time in the source.",
                    problems);
        }
        if (arguments.keys.isEmpty()) {
            return refuse(
                    call, "SESSION needs a key: sessions of all events together are not supported", FORM, problems);
        }
        return gap(arguments.gaps.getFirst(), problems)
                .map(gap -> new SessionCall(
                        arguments.source.getFirst(), new Window.Session(gap), List.copyOf(arguments.keys)));
    }

    /**
     * A tree that Calcite's validator takes: to it SESSION is no function of partitions, so PARTITION BY is left out. Its columns are checked
     * where they are grouped by.
     */
    static SqlNode withoutPartitions(SqlNode tree) {
        SqlNode plain = tree.accept(new SqlShuttle() {
            @Override
            public @Nullable SqlNode visit(SqlCall call) {
                return call.getKind() == SqlKind.SET_SEMANTICS_TABLE
                        ? call.<SqlNode>operand(0).accept(this)
                        : super.visit(call);
            }
        });
        return Objects.requireNonNull(plain);
    }

    private static Optional<Duration> gap(SqlNode node, ViewProblems problems) {
        Optional<Duration> gap = new Intervals(problems).positive(node, "gap");
        if (gap.isPresent() && gap.get().compareTo(LONGEST) > 0) {
            return refuse(
                    node,
                    "the gap of sessions is at most " + LONGEST.toDays() + " days",
                    "Leave the window out to aggregate over all time.",
                    problems);
        }
        return gap;
    }

    private static <T> Optional<T> refuse(SqlNode node, String message, String advice, ViewProblems problems) {
        problems.unsupported(node.getParserPosition(), message, advice);
        return Optional.empty();
    }

    /** Arguments as they come, by place or by name. */
    private static final class Arguments {
        private final List<SqlIdentifier> source = new ArrayList<>();
        private final List<SqlIdentifier> times = new ArrayList<>();
        private final List<SqlIdentifier> keys = new ArrayList<>();
        private final List<SqlNode> gaps = new ArrayList<>();

        /** Whether the argument is one that SESSION has. */
        boolean take(SqlNode argument) {
            if (argument instanceof SqlCall assignment && argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                String name = assignment.operand(1).toString().toUpperCase(Locale.ROOT);
                SqlNode value = assignment.operand(0);
                return switch (name) {
                    case "DATA" -> source.isEmpty() && table(value);
                    case "TIMECOL" -> times.isEmpty() && columns(value, times);
                    case "KEY" -> keys.isEmpty() && columns(value, keys);
                    case "SIZE" -> gaps.isEmpty() && gaps.add(value);
                    default -> false;
                };
            }
            if (source.isEmpty()) {
                return table(argument);
            }
            if (times.isEmpty()) {
                return columns(argument, times);
            }
            if (keys.isEmpty() && isDescriptor(argument)) {
                return columns(argument, keys);
            }
            return gaps.isEmpty() && gaps.add(argument);
        }

        private boolean table(SqlNode node) {
            if (node instanceof SqlCall partitioned && node.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
                return table(partitioned.operand(0))
                        && partitioned.operand(1) instanceof SqlNodeList partition
                        && partition.stream().allMatch(column -> column(column, keys))
                        && partitioned.operand(2) instanceof SqlNodeList order
                        && order.isEmpty();
            }
            return node instanceof SqlCall table
                    && table.getKind() == SqlKind.EXPLICIT_TABLE
                    && table.operand(0) instanceof SqlIdentifier name
                    && source.add(name);
        }

        private static boolean isDescriptor(SqlNode node) {
            return node instanceof SqlCall call && call.getOperator().getName().equals("DESCRIPTOR");
        }

        private static boolean columns(SqlNode node, List<SqlIdentifier> into) {
            return isDescriptor(node)
                    && ((SqlCall) node).getOperandList().stream().allMatch(column -> column(column, into));
        }

        private static boolean column(SqlNode node, List<SqlIdentifier> into) {
            return node instanceof SqlIdentifier column && column.isSimple() && into.add(column);
        }
    }
}
