package dev.switchback.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a migration must not do while a build that does not know of it may still run: take away or rename what that build reads, or demand
 * what it does not write. Such a step is a contraction; it names in a first line {@code -- contracts V…: why} the published migration after
 * whose release no running build needs what it takes.
 */
final class ExpandOnly {
    private static final Pattern COMMENTS = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern TEXTS = Pattern.compile("'(?:[^']|'')*'");

    private static final String CONDITION = "adds a condition that older builds do not know";

    private static final Map<Pattern, String> FORBIDDEN = Map.of(
            pattern("drop (?!not null|default)"),
            "takes something away",
            pattern("rename (?:to|column|constraint|table) "),
            "renames",
            pattern("alter (?:column )?\\S+ (?:set data )?type "),
            "changes a type",
            pattern("modify column "),
            "changes a type",
            pattern("set not null"),
            "demands a value of a column",
            pattern("(?:truncate|delete from) "),
            "removes rows",
            pattern("add column (?:if not exists )?\\S+ (?=[^,;]*not null)(?![^,;]*default)"),
            "adds a column that older builds do not fill",
            pattern("add (?:constraint \\S+ )?(?:check|unique|foreign key|primary key|exclude)\\b"),
            CONDITION,
            // Over a new table it hurts nobody; over an old one it may refuse what older builds write.
            pattern("create unique index "),
            CONDITION);

    private ExpandOnly() {}

    /** A space stands for any white space. */
    private static Pattern pattern(String words) {
        return Pattern.compile("\\b" + words.replace(" ", "\\s++"), Pattern.DOTALL);
    }

    /** What is wrong with a migration, in words; empty where nothing is. */
    static List<String> problems(String sql) {
        String plain = TEXTS.matcher(COMMENTS.matcher(sql).replaceAll(" "))
                .replaceAll("''")
                .toLowerCase(Locale.ROOT);
        List<String> problems = new ArrayList<>();
        for (String statement : plain.split(";", -1)) {
            if (onNewTable(statement, plain)) {
                continue;
            }
            FORBIDDEN.forEach((pattern, what) -> {
                if (pattern.matcher(statement).find()) {
                    problems.add(what + ": " + statement.strip().replaceAll("\\s+", " "));
                }
            });
        }
        return problems;
    }

    private static boolean onNewTable(String statement, String whole) {
        var index = Pattern.compile("create\\s+unique\\s+index\\s+\\S+\\s+on\\s+(\\w+)")
                .matcher(statement);
        return index.find()
                && Pattern.compile("create\\s+table\\s+(if\\s+not\\s+exists\\s+)?" + index.group(1) + "\\b")
                        .matcher(whole)
                        .find();
    }

    /** The migration after whose release a contraction is right; empty where the file claims none. */
    static String contracts(String sql) {
        var claim = Pattern.compile("\\A-- contracts (V\\d{12}): \\S+").matcher(sql);
        return claim.find() ? claim.group(1) : "";
    }
}
