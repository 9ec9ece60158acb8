package dev.switchback.processor.history;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.InsertColumn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Inserts through ClickHouse's HTTP interface, synchronously and as one block. */
public final class ClickHouseInserts implements HistoryInserts {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A batch is bounded far below it (HistoryLimits), so that an insert is never split and its token stands for all of it. */
    private static final String BLOCK_ROWS = "10000000";

    private static final String BLOCK_BYTES = "4000000000";

    private final Client client;

    /** @param client stays the caller's to close */
    public ClickHouseInserts(Client client) {
        this.client = client;
    }

    @Override
    public void insert(InsertTarget target, RowBinary rows, String token) {
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
        ClickHouseFailures.translated(() -> {
            try (InsertResponse response = client.insert(
                            target.table(), columns, rows::writeTo, ClickHouseFormat.RowBinary, settings)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return response.getQueryId();
            }
        });
    }
}
