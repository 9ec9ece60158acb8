package dev.switchback.views.engines;

import java.net.URI;
import java.util.Optional;

/**
 * Which ClickHouse a URL names: {@code http://user:password@host:port[,host:port…][?cluster=name[&quorum=n]]}, or {@code https://…}. Several
 * hosts are several ways to the same data.
 *
 * @param cluster empty: each host is a server by itself, and more than one host is refused
 */
public record ClickHouseAddress(HostList hosts, String scheme, Optional<Cluster> cluster) {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,99}";
    private static final int MOST = 99;

    public ClickHouseAddress {
        if (cluster.isEmpty() && hosts.hosts().size() > 1) {
            throw new IllegalArgumentException("several hosts hold the same data in a cluster only: set "
                    + EngineAddresses.CLICKHOUSE_CLUSTER + " to its name");
        }
    }

    /**
     * A cluster of ClickHouse's configuration ({@code remote_servers}).
     *
     * @param quorum how many replicas have a batch before it counts as stored; empty: most of them
     */
    public record Cluster(String name, Optional<Integer> quorum) {
        public Cluster {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(
                        EngineAddresses.CLICKHOUSE_CLUSTER + " is not the name of a cluster: '" + name + "'");
            }
            if (quorum.isPresent() && (quorum.get() < 1 || quorum.get() > MOST)) {
                throw new IllegalArgumentException(EngineAddresses.CLICKHOUSE_QUORUM
                        + " is not 'auto' or a number from 1 to " + MOST + ": " + quorum.get());
            }
        }

        /** Checks what the two variables say. */
        static void require(String name, String quorum) {
            var _ = new Cluster(name, quorum.isEmpty() ? Optional.empty() : quorum(quorum));
        }

        private static Optional<Integer> quorum(String text) {
            if (text.equals("auto")) {
                return Optional.empty();
            }
            if (!text.matches("[0-9]{1,2}")) {
                throw new IllegalArgumentException(EngineAddresses.CLICKHOUSE_QUORUM
                        + " is not 'auto' or a number from 1 to " + MOST + ": " + text);
            }
            return Optional.of(Integer.valueOf(text));
        }
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException saying what is wrong with it; its message holds no password
     */
    public static ClickHouseAddress of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("the scheme is neither http nor https: " + scheme);
        }
        return new ClickHouseAddress(HostList.of(uri), scheme, cluster(uri));
    }

    private static Optional<Cluster> cluster(URI uri) {
        String name = "";
        Optional<Integer> quorum = Optional.empty();
        for (String parameter :
                uri.getQuery() == null ? new String[0] : uri.getQuery().split("&")) {
            String[] parts = parameter.split("=", 2);
            switch (parts[0]) {
                case "cluster" -> name = parts.length > 1 ? parts[1] : "";
                case "quorum" -> quorum = Cluster.quorum(parts.length > 1 ? parts[1] : "");
                default ->
                    throw new IllegalArgumentException(
                            "of the parameters only cluster and quorum are known: " + parts[0]);
            }
        }
        if (name.isEmpty() && quorum.isPresent()) {
            throw new IllegalArgumentException(
                    EngineAddresses.CLICKHOUSE_QUORUM + " is of no use without " + EngineAddresses.CLICKHOUSE_CLUSTER);
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new Cluster(name, quorum));
    }
}
