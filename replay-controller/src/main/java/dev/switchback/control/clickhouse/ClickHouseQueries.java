package dev.switchback.control.clickhouse;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.control.diff.HistoryQueries;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SELECTs in ClickHouse with {@code readonly}, which refuses every other statement and the table functions that reach for files and the
 * network.
 */
public final class ClickHouseQueries implements HistoryQueries {
    /** Groups beyond it go to the disk. */
    private static final long MEMORY_BYTES = 1L << 30;

    private final ClickHouseServers servers;

    /** @param servers stay the caller's to close */
    public ClickHouseQueries(ClickHouseServers servers) {
        this.servers = servers;
    }

    @Override
    public List<Map<String, Optional<String>>> rows(String select, Duration limit, int most) {
        String sql = select + " SETTINGS max_execution_time = " + Math.max(1, limit.toSeconds())
                + ", max_result_rows = " + most + ", max_bytes_before_external_group_by = " + MEMORY_BYTES
                + ", max_bytes_before_external_sort = " + MEMORY_BYTES + ", readonly = 1";
        return servers.call(client -> ClickHouseFailures.translated(
                () -> client.queryAll(sql).stream().map(ClickHouseQueries::row).toList()));
    }

    private static Map<String, Optional<String>> row(GenericRecord row) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        row.getValues()
                .forEach((column, value) ->
                        values.put(column, Optional.ofNullable(value).map(Object::toString)));
        return values;
    }
}
