package dev.switchback.control.postgres;

import dev.switchback.control.launch.InstanceOrders;
import dev.switchback.views.VersionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;

/** Orders of instances in PostgreSQL; an order and its journal entry are one transaction. Thread-safe. */
public final class PostgresInstanceOrders implements InstanceOrders {
    private static final String ORDER = """
            INSERT INTO instance_order (pipeline, version, instances) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, version) DO UPDATE SET instances = excluded.instances""";

    private final Transactions transactions;

    public PostgresInstanceOrders(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public OptionalInt of(VersionId version) {
        return transactions
                .query(
                        "SELECT instances FROM instance_order WHERE pipeline = ? AND version = ?",
                        row -> row.getInt(1),
                        version.pipeline(),
                        version.number())
                .stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    @Override
    public void order(VersionId version, OptionalInt instances, String actor) {
        Map<String, Object> detail = new HashMap<>(Map.of("version", version.number()));
        instances.ifPresent(number -> detail.put("instances", number));
        var _ = transactions.run(connection -> {
            if (instances.isPresent()) {
                Transactions.update(connection, ORDER, version.pipeline(), version.number(), instances.getAsInt());
            } else {
                Transactions.update(
                        connection,
                        "DELETE FROM instance_order WHERE pipeline = ? AND version = ?",
                        version.pipeline(),
                        version.number());
            }
            JournalRows.add(connection, version.pipeline(), Optional.empty(), actor, "instances_ordered", detail);
            return true;
        });
    }
}
