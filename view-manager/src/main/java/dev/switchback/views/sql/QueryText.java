package dev.switchback.views.sql;

import dev.switchback.views.manifest.SqlTokens;
import dev.switchback.views.manifest.SqlTokens.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The SQL of a view in which some words are put in backticks, because they are names here and keywords to the parser (a column called
 * {@code time}). Knows where a position of the quoted text stands in the original. Immutable.
 *
 * @param quoted starts of the words in backticks, as indexes of {@code original}
 */
record QueryText(String original, Set<Integer> quoted) {

    /** A place in the SQL as written, both from 1. */
    record Position(int line, int column) {}

    static QueryText of(String sql) {
        return new QueryText(sql, Set.of());
    }

    QueryText quoting(Token word) {
        Set<Integer> more = new HashSet<>(quoted);
        more.add(word.start());
        return new QueryText(original, more);
    }

    /** What the parser reads. */
    String text() {
        StringBuilder text = new StringBuilder(original);
        // From the end, so that the starts still to come stay right.
        for (int start : new TreeSet<>(quoted).descendingSet()) {
            int end = wordEnd(start);
            text.insert(end, '`').insert(start, '`');
        }
        return text.toString();
    }

    /** Where a position that the parser or validator names stands in the original. */
    Position original(SqlParserPos position) {
        int column = position.getColumnNum();
        int lineStart = lineStart(position.getLineNum());
        int shift = 0;
        for (int start : new TreeSet<>(quoted)) {
            if (start >= lineStart && start - lineStart + 1 + shift < column) {
                // Within the quoted word only the opening backtick lies before.
                shift += column > wordEnd(start) - lineStart + 1 + shift + 1 ? 2 : 1;
            }
        }
        // The end of a text that ends with a line break is column 0 of the line after.
        return new Position(position.getLineNum(), Math.max(1, column - shift));
    }

    /** The word at a position of the parser, or else the one just before it, if it is not in backticks yet. */
    List<Token> wordsNear(SqlParserPos position) {
        Position place = original(position);
        int index = lineStart(place.line()) + place.column() - 1;
        List<Token> tokens = SqlTokens.of(original);
        Optional<Token> at = tokens.stream().filter(t -> t.start() == index).findFirst();
        Optional<Token> before = tokens.stream().filter(t -> t.start() < index).reduce((a, b) -> b);
        return Stream.of(at, before)
                .flatMap(Optional::stream)
                .filter(Token::isWord)
                .filter(t -> !quoted.contains(t.start()))
                .toList();
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < original.length() && Character.isUnicodeIdentifierPart(original.charAt(end))) {
            end++;
        }
        return end;
    }

    private int lineStart(int line) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = original.indexOf('\n', start);
            if (end < 0) {
                return start;
            }
            start = end + 1;
        }
        return start;
    }
}
