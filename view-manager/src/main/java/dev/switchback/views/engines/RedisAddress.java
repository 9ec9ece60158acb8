package dev.switchback.views.engines;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Redis a URL names. Each kind's scheme has an {@code s} more, {@code rediss…}, for TLS. */
public sealed interface RedisAddress {

    /** Where the servers, or the sentinels, answer, and the credentials of the servers. */
    HostList hosts();

    boolean tls();

    /** One server: {@code redis://[[user]:password@]host:port[/database]}. */
    record Node(HostList hosts, boolean tls, int database) implements RedisAddress {}

    /** A cluster: {@code redis-cluster://[[user]:password@]host:port[,host:port…]}; the nodes named tell the others. */
    record Cluster(HostList hosts, boolean tls) implements RedisAddress {}

    /**
     * Whichever server is the primary: {@code redis-sentinel://[[user]:password@]host:port[,…][/database][?sentinelPassword=…]#name}.
     *
     * @param hosts of the sentinels
     * @param primary name by which the sentinels know it
     * @param sentinelPassword of the sentinels themselves; empty where they ask for none
     */
    record Sentinel(HostList hosts, boolean tls, int database, String primary, Optional<String> sentinelPassword)
            implements RedisAddress {}

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException saying what is wrong with it; its message holds no password
     */
    static RedisAddress of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        boolean tls = scheme.startsWith("rediss");
        return switch (scheme) {
            case "redis", "rediss" -> node(uri, tls);
            case "redis-cluster", "rediss-cluster" -> cluster(uri, tls);
            case "redis-sentinel", "rediss-sentinel" -> sentinel(uri, tls);
            default ->
                throw new IllegalArgumentException("the scheme is none of redis, rediss, redis-cluster, rediss-cluster,"
                        + " redis-sentinel and rediss-sentinel: " + scheme);
        };
    }

    private static Node node(URI uri, boolean tls) {
        HostList hosts = HostList.of(uri);
        if (hosts.hosts().size() > 1) {
            throw new IllegalArgumentException(
                    "several hosts need redis-cluster:// (their cluster) or redis-sentinel://…/#name (sentinels)");
        }
        refuse(uri.getRawQuery() != null || uri.getRawFragment() != null, "nothing may follow the database's number");
        return new Node(hosts, tls, database(uri));
    }

    private static Cluster cluster(URI uri, boolean tls) {
        refuse(
                !isEmpty(uri.getRawPath()) || uri.getRawQuery() != null || uri.getRawFragment() != null,
                "nothing may follow the hosts of a cluster: it has no other database than 0");
        return new Cluster(HostList.of(uri), tls);
    }

    private static Sentinel sentinel(URI uri, boolean tls) {
        String primary = uri.getFragment();
        if (primary == null || primary.isBlank()) {
            throw new IllegalArgumentException("the primary's name is missing: redis-sentinel://host:port/#name");
        }
        return new Sentinel(HostList.of(uri), tls, database(uri), primary, sentinelPassword(uri));
    }

    private static Optional<String> sentinelPassword(URI uri) {
        if (uri.getRawQuery() == null) {
            return Optional.empty();
        }
        Matcher matcher = Pattern.compile("sentinelPassword=([^&]+)").matcher(uri.getRawQuery());
        refuse(!matcher.matches(), "of the parameters only sentinelPassword is known");
        return Optional.of(URLDecoder.decode(matcher.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private static int database(URI uri) {
        if (isEmpty(uri.getRawPath())) {
            return 0;
        }
        refuse(!uri.getRawPath().matches("/[0-9]{1,5}"), "the path is not a database's number: " + uri.getRawPath());
        return Integer.parseInt(uri.getRawPath().substring(1));
    }

    private static boolean isEmpty(String path) {
        return path == null || path.isEmpty() || path.equals("/");
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException(why);
        }
    }
}
