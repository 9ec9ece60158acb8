package dev.switchback.views.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the tables of the history store lie on its servers. The one place that knows whether there is a cluster: whoever writes SQL takes from
 * here what differs (ADR 167, 168).
 */
public sealed interface HistoryLayout {

    /** Statements that make a table where it is missing. */
    List<String> create(TableDefinition table);

    /** Statements that remove a table, if it is there. */
    List<String> drop(String database, String table);

    /** What follows the name in a statement that makes, changes or removes something on every server: nothing, or {@code  ON CLUSTER …}. */
    String everywhere();

    /** What follows the name in DROP, so that the name can be used again at once. */
    String dropped();

    /** What to write after FROM to read a system table of every server. */
    String system(String table);

    /** Settings of every statement. */
    Map<String, String> settings();

    /** Settings of a view, for readers of any settings, each with a comma before it. */
    String viewSettings();

    /** One server. */
    record SingleNode() implements HistoryLayout {
        @Override
        public List<String> create(TableDefinition table) {
            return List.of("CREATE TABLE IF NOT EXISTS " + HistoryNames.qualified(table.database(), table.name()) + " ("
                    + String.join(", ", table.columns()) + ") ENGINE = " + table.engine()
                    + (table.arguments().isEmpty() ? "" : "(" + String.join(", ", table.arguments()) + ")") + " "
                    + table.order() + " SETTINGS allow_nullable_key = 1"
                    + (table.tokens() == 0 ? "" : ", non_replicated_deduplication_window = " + table.tokens()));
        }

        /** Without SYNC, which takes minutes in chDB (ADR 033). */
        @Override
        public List<String> drop(String database, String table) {
            return List.of("DROP TABLE IF EXISTS " + HistoryNames.qualified(database, table));
        }

        @Override
        public String everywhere() {
            return "";
        }

        @Override
        public String dropped() {
            return "";
        }

        @Override
        public String system(String table) {
            return "system." + table;
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public String viewSettings() {
            return "";
        }
    }

    /**
     * Shards with replicas. Every table is a pair: the rows in a replicated table on each server, and under the usual name a distributed one,
     * which readers and writers use.
     *
     * @param name as ClickHouse's configuration has it
     * @param quorum of an insert: {@code auto} or a number
     */
    record Cluster(String name, String quorum) implements HistoryLayout {
        /** Begins the names of the tables that hold rows; no view's name begins so. */
        public static final String LOCAL = "__local_";
        /** Begins the comment of a distributed table, before the number of shards over which its rows are spread. */
        public static final String SHARDS = "switchback shards: ";

        private static final String PATH = "/clickhouse/tables/switchback/{shard}/";
        /** Tokens are counted, not timed: a claim knows its age in flushes (ADR 034). */
        private static final long YEAR_SECONDS = 365L * 24 * 3_600;

        /** Below the client's own patience, so that ClickHouse tells which server did not take part. */
        private static final int DDL_SECONDS = 45;

        private static final int QUORUM_MILLIS = 45_000;

        @Override
        public List<String> create(TableDefinition table) {
            String local = LOCAL + table.name();
            List<String> arguments =
                    new ArrayList<>(List.of("'" + PATH + table.database() + "/" + local + "'", "'{replica}'"));
            arguments.addAll(table.arguments());
            String rows = "CREATE TABLE IF NOT EXISTS " + HistoryNames.qualified(table.database(), local) + everywhere()
                    + " (" + String.join(", ", table.columns()) + ") ENGINE = Replicated" + table.engine() + "("
                    + String.join(", ", arguments) + ") " + table.order() + " SETTINGS allow_nullable_key = 1"
                    + (table.tokens() == 0
                            ? ""
                            : ", replicated_deduplication_window = " + table.tokens()
                                    + ", replicated_deduplication_window_seconds = " + YEAR_SECONDS);
            String distributed = "CREATE TABLE IF NOT EXISTS " + HistoryNames.qualified(table.database(), table.name())
                    + everywhere() + " AS " + HistoryNames.qualified(table.database(), local)
                    + " ENGINE = Distributed('"
                    + name + "', '" + table.database() + "', '" + local + "') COMMENT '" + SHARDS + table.shards()
                    + "'";
            return List.of(rows, distributed);
        }

        /** SYNC: the table's path in Keeper has to be free when it is made again. */
        @Override
        public List<String> drop(String database, String table) {
            return List.of(
                    "DROP TABLE IF EXISTS " + HistoryNames.qualified(database, table) + everywhere() + dropped(),
                    "DROP TABLE IF EXISTS " + HistoryNames.qualified(database, LOCAL + table) + everywhere()
                            + dropped());
        }

        @Override
        public String everywhere() {
            return " ON CLUSTER " + HistoryNames.quote(name);
        }

        @Override
        public String dropped() {
            return " SYNC";
        }

        @Override
        public String system(String table) {
            return "clusterAllReplicas('" + name + "', system." + table + ")";
        }

        /** Whether a read sees every batch that was stored before it, on whichever replica. */
        public boolean isSequential() {
            return !quorum.equals("1");
        }

        @Override
        public Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("distributed_ddl_task_timeout", Integer.toString(DDL_SECONDS));
            settings.put("distributed_ddl_output_mode", "throw");
            settings.put("distributed_foreground_insert", "1");
            // A view of another one in IN or JOIN means all of its rows, not those of the same server.
            settings.put("distributed_product_mode", "global");
            settings.put("skip_unavailable_shards", "0");
            settings.put("insert_quorum", isSequential() ? quorum : "0");
            settings.put("insert_quorum_parallel", "0");
            settings.put("insert_quorum_timeout", Integer.toString(QUORUM_MILLIS));
            settings.put("select_sequential_consistency", isSequential() ? "1" : "0");
            return settings;
        }

        @Override
        public String viewSettings() {
            return isSequential() ? ", select_sequential_consistency = 1" : "";
        }
    }

    /**
     * A table, as its rows need it.
     *
     * @param engine of the MergeTree family, not replicated
     * @param arguments of the engine
     * @param order the ORDER BY clause
     * @param tokens how many insert tokens it remembers; 0: its rows may come again
     * @param shards over which its rows are spread from now on; 1 on one server
     */
    record TableDefinition(
            String database,
            String name,
            List<String> columns,
            String engine,
            List<String> arguments,
            String order,
            int tokens,
            int shards) {
        public TableDefinition {
            columns = List.copyOf(columns);
            arguments = List.copyOf(arguments);
        }
    }
}
