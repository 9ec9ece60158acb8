package dev.switchback.views.sql;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;

/** Shows expressions in messages, on one line and not endlessly. */
final class SqlTexts {
    private static final int LONGEST = 80;

    private SqlTexts() {}

    static String of(SqlNode node) {
        String text = node.toSqlString(
                        c -> c.withDialect(AnsiSqlDialect.DEFAULT).withQuoteAllIdentifiers(false))
                .getSql()
                .replaceAll("\\s+", " ");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
