package dev.switchback.views.sql;

import dev.switchback.views.functions.UserFunction;
import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.manifest.SqlTokens;
import dev.switchback.views.manifest.ViewDefinition;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Plans one view: shape, then operators, then meaning, then measures. One per planning; not thread-safe. */
final class ViewPlanner {
    /** Far above what a person writes; keeps trees shallow enough for recursion. */
    private static final int MAX_TOKENS = 5_000;
    /** How Calcite begins its refusal of a function's arguments. */
    private static final Pattern REFUSED_ARGUMENTS = Pattern.compile("Cannot apply '([A-Z_]+)'");

    private final SourceSchema schema;
    private final QueryParser parser;
    private final String eventTime;

    ViewPlanner(SourceSchema schema, String eventTime) {
        this.schema = schema;
        this.eventTime = eventTime;
        Set<String> names = new HashSet<>(schema.tableNames());
        names.addAll(schema.columnNames());
        this.parser = new QueryParser(names);
    }

    /** Empty after a problem was added. */
    Optional<Draft> plan(ViewDefinition view, ViewProblems problems) {
        try {
            if (SqlTokens.of(view.sql()).size() > MAX_TOKENS) {
                problems.unsupported(
                        new SqlParserPos(1, 1),
                        "the query has more than " + MAX_TOKENS + " words and signs",
                        "Split it into several views.");
                return Optional.empty();
            }
            return plan(view, parser.parse(view.sql()), problems);
        } catch (QueryParser.SyntaxException e) {
            problems.add(
                    Code.SQL_SYNTAX,
                    e.position(),
                    "this is not valid SQL: " + e.getMessage(),
                    "Check the words just before this place; a name that is a SQL keyword goes in backticks.");
        } catch (CalciteContextException e) {
            invalid(e, problems);
        } catch (CalciteException | UnsupportedOperationException e) {
            // Calcite says some things without a place, and in words of its own classes.
            problems.add(
                    Code.SQL_INVALID,
                    new SqlParserPos(1, 1),
                    "an expression of the query is not understood",
                    "Take its expressions out one by one to find the one that is meant.");
        } catch (StackOverflowError e) {
            problems.unsupported(
                    new SqlParserPos(1, 1), "the query is nested too deeply", "Split it into several views.");
        }
        return Optional.empty();
    }

    private Optional<Draft> plan(ViewDefinition view, QueryParser.Parsed parsed, ViewProblems problems) {
        problems.positionsOf(parsed.text());
        Optional<Query> read = new QueryReader(problems, eventTime).read(parsed.tree());
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Query query = read.get();
        ExpressionRules rules = new ExpressionRules(problems, schema.functions());
        query.items().stream().map(Query.Item::expression).forEach(rules::check);
        query.where().ifPresent(rules::check);
        query.groupBy().forEach(rules::check);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        // Validation changes the tree, so it gets one of its own.
        SqlNode whole = SessionCall.withoutPartitions(parsed.tree());
        schema.validator().validate(whole);
        return query.aggregated()
                ? new AggregateDraft(schema, problems).draft(view, query)
                : new RowsDraft(schema, problems).draft(view, query);
    }

    private void invalid(CalciteContextException e, ViewProblems problems) {
        String message = CalciteMessages.of(e);
        SqlParserPos position = new SqlParserPos(Math.max(1, e.getPosLine()), Math.max(1, e.getPosColumn()));
        Optional<UserFunction> function = schema.functions().namedIn(message);
        if (function.isPresent()) {
            problems.add(
                    Code.SQL_INVALID,
                    position,
                    message,
                    "Write " + function.get().signature()
                            + "; INTEGER widens to BIGINT, numbers to DOUBLE, and CAST does the rest.");
        } else if (message.startsWith("Column '")) {
            problems.add(
                    Code.UNKNOWN_COLUMN,
                    position,
                    message,
                    "Columns of the source: " + String.join(", ", schema.columnNames()) + ".");
        } else if (message.startsWith("Object '") || message.startsWith("Table '")) {
            problems.add(
                    Code.SQL_INVALID,
                    position,
                    message,
                    "The source is called " + String.join(" or ", schema.tableNames()) + ".");
        } else if (message.contains("is not being grouped")) {
            problems.add(Code.SQL_INVALID, position, message, "Put it into GROUP BY, or aggregate it.");
        } else {
            problems.add(Code.SQL_INVALID, position, message, adviceOnTypes(message));
        }
    }

    private static String adviceOnTypes(String message) {
        Matcher refused = REFUSED_ARGUMENTS.matcher(message);
        return (refused.lookingAt() ? AggregateFunction.of(refused.group(1)) : Optional.<AggregateFunction>empty())
                .map(AggregateTypes::advice)
                .orElse("Compare the expression with the types of the source's columns.");
    }
}
