package dev.switchback.embedded.chdb.http;

import java.util.Locale;
import java.util.Optional;

/** A scanner for the little of ClickHouse's lexical syntax that tells statements, clauses and data apart. */
final class StatementScanner {
    private final CharSequence text;
    private int at;
    private int depth;
    private int tokens;
    private boolean afterDot;
    private String first = "";
    private String previous = "";
    private boolean temporary;
    private boolean totals;
    private boolean input;
    private boolean semicolon;
    private boolean several;

    /** The word behind FORMAT as long as nothing but SETTINGS follows it. */
    private String format = "";

    private boolean afterFormat;
    private boolean settings;

    /** Whether an INSERT takes its rows from elsewhere. */
    private boolean selects;

    private int settingsAt = -1;
    private int formatAt = -1;
    private Optional<InsertData> data = Optional.empty();

    StatementScanner(CharSequence text) {
        this.text = text;
    }

    StatementText scan() {
        while (data.isEmpty() && skipBlank()) {
            char c = text.charAt(at);
            if (c == ';') {
                semicolon = true;
                at++;
                continue;
            }
            if (semicolon) {
                several = true;
                break;
            }
            tokens++;
            if (Character.isLetter(c) || c == '_') {
                word();
            } else {
                symbol(c);
            }
        }
        boolean leavesState = first.equals("SET") || first.equals("USE") || (first.equals("CREATE") && temporary);
        return new StatementText(
                first,
                format.isEmpty() ? Optional.empty() : Optional.of(format),
                several,
                leavesState,
                totals,
                data,
                input);
    }

    private void word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.subSequence(start, at).toString();
        String upper = word.toUpperCase(Locale.ROOT);
        if (first.isEmpty()) {
            first = upper;
        }
        totals |= upper.equals("TOTALS");
        temporary |= upper.equals("TEMPORARY") && (previous.equals("CREATE") || previous.equals("REPLACE"));
        if (afterFormat) {
            formatNamed(word);
        } else {
            clause(upper, start);
        }
        previous = upper;
        afterDot = false;
    }

    private void formatNamed(String word) {
        format = word;
        afterFormat = false;
        settings = false;
        if (takesData()) {
            data = Optional.of(new InsertData(settingsAt >= 0 ? settingsAt : formatAt, formatAt, dataStart(), word));
        }
    }

    private void clause(String upper, int start) {
        selects |= depth == 0 && (upper.equals("SELECT") || upper.equals("WITH") || upper.equals("INFILE"));
        // INSERT INTO settings …: a name there is no clause.
        boolean clause = depth == 0 && !afterDot && tokens > (first.equals("INSERT") ? 3 : 1);
        if (clause && upper.equals("FORMAT")) {
            afterFormat = true;
            formatAt = start;
            format = "";
        } else if (clause && upper.equals("SETTINGS")) {
            settings = true;
            settingsAt = start;
        } else if (clause && upper.equals("VALUES") && takesData()) {
            data = Optional.of(new InsertData(settingsAt >= 0 ? settingsAt : start, start, at, "Values"));
        } else if (!settings) {
            format = "";
        }
    }

    private boolean takesData() {
        return first.equals("INSERT") && !selects;
    }

    /** Behind the first line break, or behind the blanks if there is none, as ClickHouse's parser has it. */
    private int dataStart() {
        int start = at;
        while (start < text.length() && " \t\f\r".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return start < text.length() && text.charAt(start) == '\n' ? start + 1 : start;
    }

    private void symbol(char c) {
        afterFormat = false;
        if (!settings) {
            format = "";
        }
        afterDot = c == '.';
        input |= c == '(' && previous.equals("INPUT") && first.equals("INSERT");
        previous = "";
        switch (c) {
            case '\'', '"', '`' -> quoted(c);
            case '(', '[', '{' -> {
                depth++;
                at++;
            }
            case ')', ']', '}' -> {
                depth--;
                at++;
            }
            default -> at++;
        }
    }

    private void quoted(char quote) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at += 2;
            } else {
                at++;
                if (c == quote) {
                    return;
                }
            }
        }
    }

    /** Moves to the next token; returns whether there is one. */
    private boolean skipBlank() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (follows("--") || follows("#!") || follows("# ")) {
                skipPast("\n");
            } else if (follows("/*")) {
                skipPast("*/");
            } else {
                return true;
            }
        }
        return false;
    }

    private boolean follows(String what) {
        return at + what.length() <= text.length()
                && text.subSequence(at, at + what.length()).toString().equals(what);
    }

    private void skipPast(String end) {
        while (at < text.length() && !follows(end)) {
            at++;
        }
        at = Math.min(text.length(), at + end.length());
    }
}
