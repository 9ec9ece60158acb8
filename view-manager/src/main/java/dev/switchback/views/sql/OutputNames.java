package dev.switchback.views.sql;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the names of one view's results. */
final class OutputNames {
    /** Parameters of the query API; a dimension of such a name could not be asked for. */
    private static final Set<String> PARAMETERS =
            Set.of("from", "to", "step", "group_by", "measures", "order_by", "limit", "version", "windows", "by", "n");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    /** Columns of the history store. */
    private static final Pattern STATE = Pattern.compile("s[0-9]+(_values|_delta)?");

    private final ViewProblems problems;
    private final Set<String> taken = new HashSet<>();

    OutputNames(ViewProblems problems) {
        this.problems = problems;
    }

    /** The name of a measure; empty after a problem was added. */
    Optional<String> measure(Query.Item item) {
        return checked(item);
    }

    /** The name of a dimension, or of a column of a view row by row; empty after a problem was added. */
    Optional<String> dimension(Query.Item item) {
        Optional<String> name = checked(item);
        if (name.isPresent() && PARAMETERS.contains(name.get())) {
            return refuse(item, "'" + name.get() + "' is a parameter of the query API");
        }
        return name;
    }

    private Optional<String> checked(Query.Item item) {
        if (item.name().isEmpty()) {
            problems.unsupported(item.position(), "this expression has no name", "Give it a name with AS.");
            return Optional.empty();
        }
        String name = item.name().get();
        if (!NAME.matcher(name).matches()) {
            return refuse(
                    item,
                    "'" + name
                            + "' is not a valid name: 1 to 64 letters, digits and underscores, beginning with a letter");
        }
        if (name.equals(Query.WINDOW_START)
                || name.equals(Query.WINDOW_END)
                || STATE.matcher(name).matches()) {
            return refuse(item, "the name '" + name + "' is reserved");
        }
        if (!taken.add(name)) {
            return refuse(item, "two results are called '" + name + "'");
        }
        return Optional.of(name);
    }

    private Optional<String> refuse(Query.Item item, String message) {
        problems.unsupported(item.position(), message, "Give it another name with AS.");
        return Optional.empty();
    }
}
