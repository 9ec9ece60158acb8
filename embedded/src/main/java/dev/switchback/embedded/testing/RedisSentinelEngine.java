package dev.switchback.embedded.testing;

import dev.switchback.embedded.redis.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A primary, a replica and three sentinels of a test's own, as real processes. */
public final class RedisSentinelEngine implements AutoCloseable {
    /** By which the sentinels know the primary. */
    public static final String NAME = "switchback";

    private static final int SENTINELS = 3;
    private static final List<String> OPTIONS = List.of(
            "--appendonly", "no", "--save", "", "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0");

    private final Path folder;
    private final List<RedisNode> servers = new ArrayList<>();
    private final List<RedisNode> sentinels = new ArrayList<>();

    private RedisSentinelEngine(Path folder) {
        this.folder = folder;
    }

    /** Starts it and waits until the sentinels know each other and the replica, which follows. */
    public static RedisSentinelEngine start() {
        RedisSentinelEngine engine = new RedisSentinelEngine(Scratch.make("switchback-redis-sentinel"));
        try {
            engine.startAll();
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void startAll() {
        List<Integer> ports = RedisPorts.free(2 + SENTINELS);
        int primary = ports.getFirst();
        servers.add(RedisNode.start(folder.resolve("primary"), primary, OPTIONS));
        List<String> replica = new ArrayList<>(OPTIONS);
        replica.addAll(List.of("--replicaof", "127.0.0.1", Integer.toString(primary)));
        servers.add(RedisNode.start(folder.resolve("replica"), ports.get(1), replica));
        for (int port : ports.subList(2, ports.size())) {
            Path home = folder.resolve("sentinel-" + port);
            sentinels.add(RedisNode.start(
                    home, port, List.of(configuration(home, primary).toString(), "--sentinel")));
        }
        Scratch.await(
                "the sentinels know each other and the replica",
                () -> sentinels.stream().allMatch(sentinel -> {
                    List<?> primaries = (List<?>) sentinel.ask("SENTINEL", "MASTERS");
                    List<?> words = primaries == null ? List.of() : (List<?>) primaries.getFirst();
                    return "2".equals(after(words, "num-other-sentinels")) && "1".equals(after(words, "num-slaves"));
                }));
        awaitReplica();
    }

    private static Path configuration(Path home, int primary) {
        try {
            Files.createDirectories(home);
            return Files.writeString(home.resolve("sentinel.conf"), """
                    sentinel monitor %1$s 127.0.0.1 %2$d 2
                    sentinel down-after-milliseconds %1$s 1500
                    sentinel failover-timeout %1$s 6000
                    """.formatted(NAME, primary));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String after(List<?> words, String name) {
        int position = words.indexOf(name);
        return position < 0 ? "" : String.valueOf(words.get(position + 1));
    }

    /** Waits until the replica has all that the primary has. */
    public void awaitReplica() {
        Scratch.await(
                "the replica follows",
                () -> String.valueOf(primary().ask("INFO", "replication")).contains("state=online")
                        && replica().isAlive()
                        && String.valueOf(replica().ask("INFO", "replication")).contains("master_link_status:up"));
    }

    /** {@code redis-sentinel://host:port,…/#switchback}. */
    public URI address() {
        return URI.create(sentinels.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/#" + NAME)));
    }

    /** The server that the sentinels name. */
    public RedisNode primary() {
        List<?> address = (List<?>) sentinels.getFirst().ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
        int port = Integer.parseInt(String.valueOf(address == null ? "0" : address.get(1)));
        return servers.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
    }

    /** The other server. */
    public RedisNode replica() {
        RedisNode primary = primary();
        return servers.stream().filter(node -> node != primary).findFirst().orElseThrow();
    }

    /** Has the sentinels promote the replica of a primary that is well. */
    public void switchOver() {
        RedisNode old = primary();
        sentinels.getFirst().ask("SENTINEL", "FAILOVER", NAME);
        Scratch.await("the replica is promoted", () -> primary() != old && isPrimary(primary()));
    }

    /** Waits until the sentinels have made a server the primary. */
    public void awaitPrimary(RedisNode server) {
        Scratch.await("it is promoted", () -> primary() == server && isPrimary(server));
    }

    private static boolean isPrimary(RedisNode server) {
        return String.valueOf(server.ask("INFO", "replication")).contains("role:master");
    }

    @Override
    public void close() {
        sentinels.parallelStream().forEach(RedisNode::close);
        servers.parallelStream().forEach(RedisNode::close);
        Scratch.remove(folder);
    }
}
