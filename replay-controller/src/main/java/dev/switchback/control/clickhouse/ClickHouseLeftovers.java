package dev.switchback.control.clickhouse;

import com.clickhouse.client.api.query.GenericRecord;
import dev.switchback.control.leftover.Leftover;
import dev.switchback.control.leftover.LeftoverSource;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.history.HistoryLayout;
import dev.switchback.views.history.HistoryNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables of versions, and databases of pipelines. Thread-safe. */
public final class ClickHouseLeftovers implements LeftoverSource {
    /** Tables before their databases; a database that holds anything else is not ours to remove. */
    private static final String BELONGINGS = """
            SELECT DISTINCT database AS pipeline, name, toInt32OrZero(extract(name, '__v([0-9]+)$')) AS version
            FROM {tables} WHERE match(name, '__v[0-9]{1,9}$')
            UNION ALL
            SELECT DISTINCT name AS pipeline, '' AS name, 0 AS version FROM {databases}
            WHERE name NOT IN ('default', 'system', 'information_schema', 'INFORMATION_SCHEMA', 'switchback')
            AND name NOT IN (SELECT database FROM {tables} WHERE NOT match(name, '__v[0-9]{1,9}$'))
            ORDER BY version = 0, pipeline, name""";

    private final ClickHouseServers servers;

    /** @param servers stay the caller's to close */
    public ClickHouseLeftovers(ClickHouseServers servers) {
        this.servers = servers;
    }

    @Override
    public List<Leftover> belongings() {
        List<Leftover> found = new ArrayList<>();
        HistoryLayout layout = servers.layout();
        String belongings = BELONGINGS
                .replace("{tables}", layout.system("tables"))
                .replace("{databases}", layout.system("databases"));
        for (GenericRecord row :
                servers.call(client -> ClickHouseFailures.translated(() -> client.queryAll(belongings)))) {
            String pipeline = row.getString("pipeline");
            int version = row.getInteger("version");
            Optional<Leftover.Owner> owner = Optional.of(new Leftover.Owner(pipeline, version));
            found.add(
                    version == 0
                            ? new Leftover(Leftover.Kind.CLICKHOUSE_DATABASE, owner, pipeline, 1)
                            : new Leftover(
                                    Leftover.Kind.CLICKHOUSE_TABLE, owner, pipeline + "." + row.getString("name"), 1));
        }
        return found;
    }

    @Override
    public boolean remove(Leftover leftover) {
        Leftover.Owner owner = leftover.owner().orElseThrow();
        String database = HistoryNames.quote(owner.pipeline());
        HistoryLayout layout = servers.layout();
        String statement = (leftover.kind() == Leftover.Kind.CLICKHOUSE_DATABASE
                        ? "DROP DATABASE IF EXISTS " + database
                        : "DROP TABLE IF EXISTS " + database + "."
                                + HistoryNames.quote(leftover.name()
                                        .substring(owner.pipeline().length() + 1)))
                + layout.everywhere()
                + layout.dropped();
        return servers.call(client -> ClickHouseFailures.translated(() -> {
            client.execute(statement).get().close();
            return true;
        }));
    }
}
