package dev.switchback.processor.history;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.InsertColumn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Inserts through ClickHouse's HTTP interface, synchronously and as one block. */
public final class ClickHouseInserts implements HistoryInserts {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A batch is bounded far below it (HistoryLimits), so that an insert is never split and its token stands for all of it. */
    private static final String BLOCK_ROWS = "10000000";

    private static final String BLOCK_BYTES = "4000000000";

    private final ClickHouseServers servers;
    private final ShardsOfTables shards;
    /** By table and shard: an insert that waits for its quorum keeps others out (ADR 169), so this process brings one after the other. */
    private final Map<String, Lock> turns = new ConcurrentHashMap<>();

    /** @param servers stay the caller's to close */
    public ClickHouseInserts(ClickHouseServers servers) {
        this.servers = servers;
        this.shards = new ShardsOfTables(servers);
    }

    /** On one server without a cluster, whose client stays the caller's to close. */
    public ClickHouseInserts(Client client) {
        this(ClickHouseServers.of(client));
    }

    @Override
    public void insert(InsertTarget target, RowBinary rows, int partition, String token) {
        List<String> columns = target.columns().stream()
                .map(InsertColumn::name)
                .map(HistoryNames::quote)
                .toList();
        InsertSettings settings = new InsertSettings()
                .setDeduplicationToken(token)
                .serverSetting("insert_deduplicate", "1")
                .serverSetting("async_insert", "0")
                // ClickHouse refuses tuples that it parsed into sparse columns (ADR 102).
                .serverSetting("enable_parsing_to_custom_serialization", "0")
                .serverSetting("max_insert_block_size", BLOCK_ROWS)
                .serverSetting("min_insert_block_size_rows", BLOCK_ROWS)
                .serverSetting("min_insert_block_size_bytes", BLOCK_BYTES);
        // The whole batch goes to one shard, at once: there it is one block, and its token stands for all of it (ADR
        // 168).
        OptionalInt shard = shards.of(target.table(), partition);
        shard.ifPresent(number -> settings.serverSetting("insert_shard_id", Integer.toString(number)));
        if (shard.isEmpty()) {
            send(target, columns, rows, settings);
            return;
        }
        Lock turn = turns.computeIfAbsent(target.table() + " " + shard.getAsInt(), _ -> new ReentrantLock());
        turn.lock();
        try {
            send(target, columns, rows, settings);
        } finally {
            turn.unlock();
        }
    }

    private void send(InsertTarget target, List<String> columns, RowBinary rows, InsertSettings settings) {
        servers.call(client -> ClickHouseFailures.translated(() -> {
            try (InsertResponse response = client.insert(
                            target.table(), columns, rows::writeTo, ClickHouseFormat.RowBinary, settings)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return response.getQueryId();
            }
        }));
    }
}
