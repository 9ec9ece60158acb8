package dev.switchback.views.history;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.ViewPlan;

/** Names in the history store. A pipeline has a database of its own; quoted names are ready for SQL. */
public final class HistoryNames {
    /** Hidden column: how many events are folded into the row; an event is in a row of each of its windows. */
    public static final String EVENTS = "_events";
    /** Hidden column: number of the cut after which the row was written. */
    public static final String CUT = "_cut";
    /** Hidden columns of views of sessions: of two rows of a session the one with the higher revision stands; deleted ones are none. */
    public static final String REVISION = "_revision";

    public static final String DELETED = "_deleted";
    /** Hidden columns of row-by-row views and dead letters. */
    public static final String PARTITION = "_partition";

    public static final String OFFSET = "_offset";
    public static final String WINDOW_START = "window_start";
    public static final String WINDOW_END = "window_end";

    private HistoryNames() {}

    /** Quoted database of a pipeline. */
    public static String database(String pipeline) {
        return quote(pipeline);
    }

    /** Quoted, qualified table of one view of one version. */
    public static String table(VersionId version, String view) {
        return qualified(version.pipeline(), view + tableSuffix(version));
    }

    /** Quoted, qualified table of what sessions of a view were at cuts (ADR 150); no view can have this name. */
    public static String cuts(VersionId version, String view) {
        return qualified(version.pipeline(), cutsTable(version, view));
    }

    /** Name of that table, not quoted. */
    static String cutsTable(VersionId version, String view) {
        return "__cuts_" + view + tableSuffix(version);
    }

    /** What to write after FROM to read the rows of a view that stand. */
    public static String rows(VersionId version, ViewPlan view) {
        boolean replaced = view instanceof ViewPlan.Aggregate aggregate
                && aggregate.session().isPresent();
        return table(version, view.name()) + (replaced ? " FINAL" : "");
    }

    /** Quoted, qualified table of a version's dead letters. */
    public static String deadLetters(VersionId version) {
        return qualified(version.pipeline(), deadLetterTable(version));
    }

    /** Name of that table, not quoted. */
    static String deadLetterTable(VersionId version) {
        return "__dead_letters" + tableSuffix(version);
    }

    /** Quoted, qualified name of a table. */
    static String qualified(String database, String table) {
        return quote(database) + "." + quote(table);
    }

    /** How the names of all tables of a version end. */
    public static String tableSuffix(VersionId version) {
        return "__v" + version.number();
    }

    /** Quoted, qualified name of the stable view that follows the active version. */
    public static String stableView(String pipeline, String view) {
        return qualified(pipeline, view);
    }

    /** Quotes an identifier for ClickHouse. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
