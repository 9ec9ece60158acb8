package dev.switchback.views.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lexical tokens of a SQL text; blanks and comments are not among them. */
public final class SqlTokens {
    /** In this order: blanks, comments (to the end where unclosed), 'text', `name`, "anything", words, numbers, single signs. */
    private static final Pattern TOKEN =
            Pattern.compile("(?<skip>\\s+|--[^\\n\\r]*|//[^\\n\\r]*|/\\*(?s:.*?)(?:\\*/|\\z))"
                    + "|'[^']*+(?:''[^']*+)*+'?|`[^`]*+(?:``[^`]*+)*+`?|\"[^\"]*+(?:\"\"[^\"]*+)*+\"?"
                    + "|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)"
                    + "|[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?|<>|<=|>=|!=|\\|\\||=>|(?s:.)");

    private SqlTokens() {}

    /**
     * @param text as written
     * @param start index of its first character in the SQL
     * @param isWord an unquoted name or keyword
     */
    public record Token(String text, int start, boolean isWord) {}

    /** Tokens in order; text that is not SQL gives tokens too. */
    public static List<Token> of(String sql) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            if (matcher.group("skip") == null) {
                tokens.add(new Token(matcher.group(), matcher.start(), matcher.group("word") != null));
            }
        }
        return tokens;
    }
}
