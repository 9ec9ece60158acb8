package dev.switchback.standalone.system;

import com.clickhouse.client.api.Client;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseClients;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.live.LiveKeys;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.redis.RedisClients;
import dev.switchback.views.redis.RedisServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;

/** What a version with sessions has in any store and in Kafka, looked for one by one; each begins with its kind. */
record VersionRemains(EngineAddresses engines, VersionId version) {
    private static final List<String> ROWS = List.of("ledger", "session_topic", "session_progress");

    /** What a version that was built has. */
    static final Set<String> KINDS = new TreeSet<>(
            List.of("table", "key", "topic", "changelog", "group", "ledger", "session_topic", "session_progress"));

    Set<String> kinds() {
        Set<String> kinds = new TreeSet<>();
        all().forEach(each -> kinds.add(each.substring(0, each.indexOf(' '))));
        return kinds;
    }

    List<String> all() {
        List<String> found = new ArrayList<>();
        addTables(found);
        addKeys(found);
        try {
            addRows(found);
            addKafka(found);
        } catch (SQLException | ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return found;
    }

    private void addTables(List<String> found) {
        try (Client client = ClickHouseClients.open(engines.clickHouse())) {
            client.queryAll("SELECT name FROM system.tables WHERE database = '" + version.pipeline()
                            + "' AND endsWith(name, '__v" + version.number() + "')")
                    .forEach(row -> found.add("table " + row.getString("name")));
        }
    }

    private void addKeys(List<String> found) {
        RedisServers client = RedisClients.open(engines.redis());
        try (var connection = client.connect()) {
            connection.sync().keys(LiveKeys.pattern(version)).forEach(key -> found.add("key " + key));
        } finally {
            client.close();
        }
    }

    private void addRows(List<String> found) throws SQLException {
        try (HikariDataSource pool = PostgresPool.open(engines.postgres(), 1);
                Connection connection = pool.getConnection()) {
            for (String table : ROWS) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM " + table + " WHERE pipeline = ? AND version = ?")) {
                    statement.setString(1, version.pipeline());
                    statement.setInt(2, version.number());
                    try (ResultSet rows = statement.executeQuery()) {
                        if (rows.next() && rows.getLong(1) > 0) {
                            found.add(table + " has " + rows.getLong(1) + " rows");
                        }
                    }
                }
            }
        }
    }

    private void addKafka(List<String> found) throws ExecutionException, InterruptedException {
        String name = "switchback." + version.pipeline() + ".v" + version.number();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", engines.kafka()))) {
            admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
                    .filter(topic -> topic.startsWith(name + "."))
                    .forEach(topic -> found.add((topic.endsWith("-changelog") ? "changelog " : "topic ") + topic));
            admin.listGroups().all().get().stream()
                    .filter(group ->
                            group.groupId().equals(name) || group.groupId().startsWith(name + "."))
                    .forEach(group -> found.add("group " + group.groupId()));
        }
    }
}
