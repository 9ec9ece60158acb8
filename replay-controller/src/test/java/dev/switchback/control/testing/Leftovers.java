package dev.switchback.control.testing;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Everything that a version has in any store, looked for store by store. */
public final class Leftovers {
    private Leftovers() {}

    public static List<String> of(EngineAddresses engines, VersionId version) {
        List<String> found = new ArrayList<>();
        try (Client clickHouse = ClickHouseClients.open(engines.clickHouse())) {
            clickHouse
                    .queryAll("SELECT name FROM system.tables WHERE database = '" + version.pipeline()
                            + "' AND endsWith(name, '__v" + version.number() + "')")
                    .forEach(row -> found.add("table " + row.getString("name")));
        }
        try (HikariDataSource database = PostgresPool.open(engines.postgres(), 1)) {
            new PostgresSinkLedger(database).read(version).keySet().forEach(p -> found.add("ledger row " + p));
        }
        RedisServers redis = RedisClients.open(engines.redis());
        try (var live = redis.connect()) {
            live.sync().keys(LiveKeys.pattern(version)).forEach(key -> found.add("key " + key));
        } finally {
            redis.close();
        }
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", engines.kafka()))) {
            kafka.listGroups().all().get(10, TimeUnit.SECONDS).stream()
                    .filter(group ->
                            group.groupId().equals("switchback." + version.pipeline() + ".v" + version.number()))
                    .forEach(group -> found.add("group " + group.groupId()));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return found;
    }
}
