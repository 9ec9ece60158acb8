package dev.switchback.migrations;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where and how ClickHouse is migrated: {@code http://user:password@host:port[,host:port…][?cluster=name&…]}.
 *
 * @param address of the first host that can be reached; of the first one where none can
 * @param cluster on whose servers everything is made; empty: on the one server
 */
record ClickHouseTarget(URI address, Optional<String> cluster) {
    private static final Pattern CLUSTER = Pattern.compile("(?:^|&)cluster=([^&]+)");
    private static final int PATIENCE_MILLIS = 2_000;

    static ClickHouseTarget of(URI uri) {
        String authority = String.valueOf(uri.getRawAuthority());
        int at = authority.lastIndexOf('@');
        String user = authority.substring(0, at + 1);
        List<URI> hosts = Pattern.compile(",")
                .splitAsStream(authority.substring(at + 1))
                .map(host -> URI.create(uri.getScheme() + "://" + user + host))
                .toList();
        URI first = hosts.size() == 1
                ? hosts.getFirst()
                : hosts.stream().filter(ClickHouseTarget::isReached).findFirst().orElse(hosts.getFirst());
        Matcher matcher = CLUSTER.matcher(uri.getQuery() == null ? "" : uri.getQuery());
        return new ClickHouseTarget(first, matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty());
    }

    private static boolean isReached(URI host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the files have in place of {@code ${…}}. */
    Map<String, String> placeholders() {
        return Map.of(
                "everywhere",
                cluster.map(name -> "ON CLUSTER `" + name + "`").orElse(""),
                "parts",
                cluster.map(name -> "clusterAllReplicas('" + name + "', system.parts)")
                        .orElse("system.parts"));
    }

    /** Flyway's own settings: in a cluster its table of what was applied is replicated, and made on every server. */
    Map<String, String> settings() {
        return cluster.map(name -> Map.of(
                        "flyway.clickhouse.clusterName",
                        name,
                        "flyway.clickhouse.zookeeperPath",
                        "/clickhouse/tables/switchback/{shard}/switchback/flyway_schema_history"))
                .orElse(Map.of());
    }
}
