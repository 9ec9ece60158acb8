package dev.switchback.processor.history;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.views.StoreException;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.history.HistoryLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which shard of a cluster the rows of a partition go to. The number of shards is the table's own, as it was made: a repeated batch goes where it
 * went, and all rows of a session stay together, even if the cluster has grown since. Thread-safe.
 */
final class ShardsOfTables {
    private static final String SHARDS = "SELECT toInt32OrZero(extract(comment, '" + HistoryLayout.Cluster.SHARDS
            + "([0-9]+)')) AS shards FROM system.tables WHERE concat('`', database, '`.`', name, '`') = {table:String}";

    private final ClickHouseServers servers;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    ShardsOfTables(ClickHouseServers servers) {
        this.servers = servers;
    }

    /**
     * The shard, from 1; empty without a cluster.
     *
     * @param table quoted and qualified
     * @throws StoreException if the table is none of a cluster's
     */
    OptionalInt of(String table, int partition) {
        return switch (servers.layout()) {
            case HistoryLayout.SingleNode _ -> OptionalInt.empty();
            case HistoryLayout.Cluster _ -> OptionalInt.of(1 + partition % known.computeIfAbsent(table, this::shards));
        };
    }

    private int shards(String table) {
        List<GenericRecord> rows = servers.call(
                client -> ClickHouseFailures.translated(() -> client.queryAll(SHARDS, Map.of("table", table))));
        int shards = rows.isEmpty() ? 0 : rows.getFirst().getInteger("shards");
        if (shards == 0) {
            throw new StoreException(table + " was not made in a cluster, or is gone: provision the version again");
        }
        return shards;
    }
}
