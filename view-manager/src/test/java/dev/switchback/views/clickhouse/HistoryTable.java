package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.InsertColumn;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Inserts into and reads from one table through the driver. */
record HistoryTable(Client client, String name, List<InsertColumn> columns) {

    Rows rows() {
        return new Rows(columns);
    }

    void insert(String token, Rows rows) {
        InsertSettings settings = new InsertSettings().serverSetting("insert_deduplication_token", token);
        List<String> names = columns.stream()
                .map(column -> HistoryNames.quote(column.name()))
                .toList();
        ClickHouseFailures.translated(() -> {
            client.insert(name, names, new ByteArrayInputStream(rows.bytes()), ClickHouseFormat.RowBinary, settings)
                    .get()
                    .close();
            return true;
        });
    }

    /** Values of all columns of all rows, each as ClickHouse writes it as text, NULL as {@code NULL}. */
    static List<List<String>> read(Client client, List<String> expressions, String rest) {
        String texts = expressions.stream()
                .map(expression -> "ifNull(toString(" + expression + "), 'NULL')")
                .collect(Collectors.joining(", "));
        String sql = "SELECT [" + texts + "] AS texts " + rest;
        return ClickHouseFailures.translated(() -> client.queryAll(sql, Map.of())).stream()
                .map(row -> List.of(row.getStringArray("texts")))
                .toList();
    }
}
