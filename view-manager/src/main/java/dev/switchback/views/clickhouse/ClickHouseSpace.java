package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.views.Space;
import dev.switchback.views.VersionId;
import dev.switchback.views.history.HistoryNames;
import dev.switchback.views.history.HistorySpace;
import java.util.Map;
import java.util.OptionalLong;

/** Room on ClickHouse's disks, from its system tables; in a cluster, on those of all servers together, with all copies. */
public final class ClickHouseSpace implements HistorySpace {
    private static final String USED = """
            SELECT toInt64(sum(bytes_on_disk)) AS bytes FROM {parts}
            WHERE active AND database = {database:String} AND endsWith(table, {suffix:String})""";

    /**
     * Rows are spread over the servers, so what the fullest one has left is what each can take. Object storage says that it has the most that fits into 64 bits: no limit.
     */
    private static final String FREE = """
            SELECT toInt64(min(free_space) * uniqExact(hostName())) AS bytes, min(free_space) < 1000000000000000 AS known
            FROM {disks}""";

    private final ClickHouseServers servers;

    /** @param servers stay the caller's to close */
    public ClickHouseSpace(ClickHouseServers servers) {
        this.servers = servers;
    }

    @Override
    public Space of(VersionId version) {
        GenericRecord used =
                row(USED, Map.of("database", version.pipeline(), "suffix", HistoryNames.tableSuffix(version)));
        GenericRecord free = row(FREE, Map.of());
        return new Space(
                used.getLong("bytes"),
                free.getBoolean("known") ? OptionalLong.of(free.getLong("bytes")) : OptionalLong.empty());
    }

    private GenericRecord row(String sql, Map<String, Object> parameters) {
        String read = sql.replace("{parts}", servers.layout().system("parts"))
                .replace("{disks}", servers.layout().system("disks"));
        return servers.call(client -> ClickHouseFailures.translated(() -> client.queryAll(read, parameters)))
                .getFirst();
    }
}
