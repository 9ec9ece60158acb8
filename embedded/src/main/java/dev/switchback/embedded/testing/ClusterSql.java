package dev.switchback.embedded.testing;

import java.util.List;

/** Makes of a cluster's statements those that the embedded ClickHouse can run, which has no Keeper: the tables as they are but for their copies. */
public final class ClusterSql {
    /** A cluster of the embedded ClickHouse that is that server. */
    public static final String CLUSTER = "embedded";

    private ClusterSql() {}

    /** Without copies, and on this server only. */
    public static List<String> onOneServer(List<String> statements) {
        return statements.stream().map(ClusterSql::onOneServer).toList();
    }

    private static String onOneServer(String statement) {
        return notEverywhere(statement)
                .replaceAll("ENGINE = Replicated(\\w+)\\('[^']*', '\\{replica}'(, )?", "ENGINE = $1(")
                .replaceAll(
                        "replicated_deduplication_window = (\\d+), \\w+ = \\d+",
                        "non_replicated_deduplication_window = $1");
    }

    /** Without what only servers that share a Keeper can do. */
    public static String notEverywhere(String statement) {
        return statement.replaceAll(" ON CLUSTER `\\w+`", "").replaceAll(" SYNC$", "");
    }
}
