package dev.switchback.views.sql;

import dev.switchback.views.manifest.SqlTokens;
import dev.switchback.views.manifest.SqlTokens.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * Parses queries. Where the parser stumbles over a keyword that is a name of the manifest (or stands after AS), the word is taken as a
 * name; see ADR 020.
 */
final class QueryParser {
    private static final SqlParser.Config CONFIG =
            SqlParser.config().withLex(Lex.JAVA).withIdentifierMaxLength(128).withConformance(Dialect.INSTANCE);
    private static final SqlAbstractParserImpl.Metadata KEYWORDS =
            SqlParser.create("", CONFIG).getMetadata();
    /** Keywords that are values by themselves: the parser never stumbles over them, so a column of that name counts first. */
    static final Set<String> VALUES = SqlStdOperatorTable.instance().getOperatorList().stream()
            .filter(operator -> operator.getSyntax() == SqlSyntax.FUNCTION_ID)
            .map(SqlOperator::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final Set<String> names;

    /** @param names of the source and its columns */
    QueryParser(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** Whether an upper-case word is no name unless in backticks. */
    static boolean isReserved(String word) {
        return KEYWORDS.isReservedWord(word);
    }

    /** A query that can be parsed, as often as a fresh tree is needed. */
    record Parsed(QueryText text) {
        SqlNode tree() {
            try {
                return parse(text);
            } catch (SqlParseException e) {
                // How deep a stack reaches depends on what was compiled meanwhile, and who calls.
                if (e.getCause() instanceof StackOverflowError tooDeep) {
                    throw tooDeep;
                }
                throw new AssertionError("it was parsed before", e);
            }
        }
    }

    /** Why a text is no query. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient QueryText.Position position;

        private SyntaxException(String message, QueryText.Position position) {
            super(message);
            this.position = position;
        }

        QueryText.Position position() {
            return position;
        }
    }

    Parsed parse(String sql) throws SyntaxException {
        QueryText text = quoteValues(QueryText.of(sql));
        QueryText first = text;
        Optional<SqlParseException> problem = Optional.empty();
        while (true) {
            try {
                parse(text);
                return new Parsed(text);
            } catch (SqlParseException e) {
                if (e.getCause() instanceof StackOverflowError tooDeep) {
                    throw tooDeep;
                }
                Optional<Token> name = text.wordsNear(e.getPos()).stream()
                        .filter(word -> isName(sql, word))
                        .findFirst();
                if (problem.isEmpty()) {
                    problem = Optional.of(e);
                }
                if (name.isEmpty()) {
                    // The first stumble says most, unless quoting led further.
                    throw text.equals(first) ? syntax(problem.get(), first) : syntax(e, text);
                }
                text = text.quoting(name.get());
            }
        }
    }

    private static SqlNode parse(QueryText text) throws SqlParseException {
        return SqlParser.create(text.text(), CONFIG).parseQuery();
    }

    private QueryText quoteValues(QueryText text) {
        QueryText quoted = text;
        for (Token token : SqlTokens.of(text.original())) {
            if (token.isWord() && names.contains(token.text()) && VALUES.contains(upper(token))) {
                quoted = quoted.quoting(token);
            }
        }
        return quoted;
    }

    private boolean isName(String sql, Token word) {
        if (!KEYWORDS.isReservedWord(upper(word))) {
            return false;
        }
        if (names.contains(word.text())) {
            return true;
        }
        List<Token> before = SqlTokens.of(sql.substring(0, word.start()));
        return !before.isEmpty() && upper(before.getLast()).equals("AS");
    }

    private static String upper(Token token) {
        return token.text().toUpperCase(Locale.ROOT);
    }

    private static SyntaxException syntax(SqlParseException e, QueryText text) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        int place = message.indexOf(" at line ");
        String what = place < 0 ? message : message.substring(0, place);
        if (what.contains("<EOF>")) {
            what = "unexpected end of the query";
        } else if (what.startsWith("Lexical error")) {
            what = "a quote that is not closed, or a character that is not SQL";
        }
        return new SyntaxException(
                what.startsWith("Encountered") ? "unexpected" + what.substring("Encountered".length()) : what,
                text.original(e.getPos()));
    }
}
