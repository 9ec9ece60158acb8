package dev.switchback.embedded.chdb.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the text of a statement says on its face, read token by token up to the data of an INSERT.
 *
 * @param firstWord in upper case; empty for an empty statement
 * @param format the format of its FORMAT clause
 * @param several whether a second statement follows
 * @param leavesState whether it changes its session
 * @param totals whether it speaks of totals, which come behind the rows
 * @param data the data behind an INSERT
 * @param input whether it reads its data through the table function {@code input}
 */
record StatementText(
        String firstWord,
        Optional<String> format,
        boolean several,
        boolean leavesState,
        boolean totals,
        Optional<InsertData> data,
        boolean input) {
    /** Formats whose parts, formatted one by one, make up the whole: nothing before the rows, between them or behind. */
    private static final Set<String> PARTS_CONCATENATE = Set.of(
            "TABSEPARATED",
            "TSV",
            "TABSEPARATEDRAW",
            "TSVRAW",
            "CSV",
            "JSONEACHROW",
            "ROWBINARY",
            "NATIVE",
            "LINEASSTRING");

    static StatementText read(CharSequence text) {
        return new StatementScanner(text).scan();
    }

    boolean isQuery() {
        return firstWord.equals("SELECT") || firstWord.equals("WITH");
    }

    /** Whether its result may go out part by part, where the request asks for a format. */
    boolean streams(String requested) {
        return isQuery()
                && !totals
                && PARTS_CONCATENATE.contains(format.orElse(requested).toUpperCase(Locale.ROOT));
    }

    boolean isEmpty() {
        return firstWord.isEmpty();
    }
}
