package dev.switchback.control.postgres;

import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.LeftoverSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Rows of versions in the tables that a version fills, and jars that nothing names. Thread-safe. */
public final class PostgresLeftovers implements LeftoverSource {
    /** With the columns {@code pipeline} and {@code version}; none of them holds anything for a version that is not built. */
    private static final List<String> TABLES = List.of(
            "ledger",
            "session_progress",
            "session_topic",
            "session_cut",
            "cut_lease",
            "run_order",
            "instance_order",
            "processor_report",
            "version_drain",
            "standby");

    /** An upload comes before the registration that names it; it gets a day. */
    private static final String UNNAMED = """
            function_jar jar WHERE uploaded_at < clock_timestamp() - interval '1 day'
            AND NOT EXISTS (SELECT 1 FROM version_jar bound WHERE bound.sha256 = jar.sha256)
            AND NOT EXISTS (SELECT 1 FROM pipeline_jar newest WHERE newest.sha256 = jar.sha256)""";

    private final Transactions transactions;

    public PostgresLeftovers(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public List<Leftover> belongings() {
        List<Leftover> found = new ArrayList<>();
        for (String table : TABLES) {
            found.addAll(transactions.query(
                    "SELECT pipeline, version, count(*) AS rows FROM " + table + " GROUP BY pipeline, version",
                    row -> new Leftover(
                            Leftover.Kind.POSTGRES_ROWS,
                            Optional.of(new Leftover.Owner(row.getString("pipeline"), row.getInt("version"))),
                            table,
                            row.getLong("rows"))));
        }
        found.addAll(transactions.query(
                "SELECT sha256 FROM " + UNNAMED,
                row -> new Leftover(Leftover.Kind.JAR, Optional.empty(), row.getString("sha256"), 1)));
        return found;
    }

    @Override
    public boolean remove(Leftover leftover) {
        if (leftover.kind() == Leftover.Kind.JAR) {
            transactions.run(connection ->
                    Transactions.update(connection, "DELETE FROM " + UNNAMED + " AND sha256 = ?", leftover.name()));
            return true;
        }
        Leftover.Owner owner = leftover.owner().orElseThrow();
        if (!TABLES.contains(leftover.name())) {
            throw new IllegalArgumentException("no table of versions: " + leftover.name());
        }
        transactions.run(connection -> Transactions.update(
                connection,
                "DELETE FROM " + leftover.name() + " WHERE pipeline = ? AND version = ?",
                owner.pipeline(),
                owner.version()));
        return true;
    }
}
