package dev.switchback.query.http;

import java.util.Locale;

/** The three kinds of queries. */
enum QueryKind {
    HISTORICAL,
    LIVE,
    TOP;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
