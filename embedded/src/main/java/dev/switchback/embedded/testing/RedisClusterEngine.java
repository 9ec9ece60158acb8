package dev.switchback.embedded.testing;

import dev.switchback.embedded.redis.RedisNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of a test's own: three primaries with a replica each, as real processes, that may be killed and between which slots may be
 * moved. Names of nodes are their ports.
 */
public final class RedisClusterEngine implements AutoCloseable {
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final List<String> OPTIONS = List.of(
            "--cluster-enabled",
            "yes",
            "--cluster-config-file",
            "nodes.conf",
            "--cluster-node-timeout",
            "2000",
            "--appendonly",
            "no",
            "--save",
            "",
            "--repl-diskless-sync",
            "yes",
            "--repl-diskless-sync-delay",
            "0");

    private final Path folder;
    private final List<RedisNode> nodes;

    private RedisClusterEngine(Path folder, List<RedisNode> nodes) {
        this.folder = folder;
        this.nodes = nodes;
    }

    /** Starts it and waits until every node finds it whole and every replica has its primary's data. */
    public static RedisClusterEngine start() {
        Path folder = Scratch.make("switchback-redis-cluster");
        RedisClusterEngine cluster = new RedisClusterEngine(folder, new ArrayList<>());
        try {
            for (int port : RedisPorts.free(2 * PRIMARIES)) {
                cluster.nodes.add(RedisNode.start(folder.resolve(Integer.toString(port)), port, OPTIONS));
            }
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void join() {
        for (int i = 0; i < PRIMARIES; i++) {
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = SLOTS * i / PRIMARIES; slot < SLOTS * (i + 1) / PRIMARIES; slot++) {
                words.add(Integer.toString(slot));
            }
            nodes.get(i).ask(words.toArray(String[]::new));
        }
        for (RedisNode node : nodes.subList(1, nodes.size())) {
            nodes.getFirst().ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
        }
        Scratch.await(
                "all nodes know each other",
                () -> nodes.stream()
                        .allMatch(node -> table(node).size() == nodes.size()
                                && table(node).values().stream().noneMatch(entry -> entry.is("handshake"))));
        for (int i = 0; i < PRIMARIES; i++) {
            nodes.get(PRIMARIES + i).ask("CLUSTER", "REPLICATE", id(nodes.get(i)));
        }
        awaitWhole();
    }

    /** Waits until every living node finds the cluster whole, and every replica follows. */
    public void awaitWhole() {
        Scratch.await(
                "the cluster is whole",
                () -> living().stream()
                        .allMatch(node -> text(node, "CLUSTER", "INFO").contains("cluster_state:ok")
                                && follows(text(node, "INFO", "replication"))));
    }

    private static boolean follows(String replication) {
        return replication.contains("role:master") || replication.contains("master_link_status:up");
    }

    /** {@code redis-cluster://host:port,…} of the first three nodes, whatever they are by now. */
    public URI address() {
        return URI.create(nodes.subList(0, PRIMARIES).stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", "redis-cluster://", "")));
    }

    /** The slot of a key. */
    public int slot(String key) {
        return Integer.parseInt(text(living().getFirst(), "CLUSTER", "KEYSLOT", key));
    }

    /** Port of the primary that has a slot. */
    public int primaryOf(int slot) {
        for (Entry entry : table(living().getFirst()).values()) {
            if (entry.is("master") && !entry.is("fail") && entry.has(slot)) {
                return entry.port();
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    /** Ports of the primaries that have slots. */
    public List<Integer> primaries() {
        return table(living().getFirst()).values().stream()
                .filter(entry -> entry.is("master")
                        && !entry.is("fail")
                        && !entry.slots().isEmpty())
                .map(Entry::port)
                .toList();
    }

    public RedisNode node(int port) {
        return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
    }

    /** The node that follows a primary. */
    public RedisNode replicaOf(int primary) {
        String id = id(node(primary));
        return table(node(primary)).values().stream()
                .filter(entry -> entry.primary().equals(id))
                .map(entry -> node(entry.port()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until another node has the slots of a primary that was killed. */
    public void awaitPromotion(int dead) {
        Scratch.await("the replica of " + dead + " is promoted", () -> {
            List<Integer> now = primaries();
            return now.size() == PRIMARIES && !now.contains(dead);
        });
        awaitWhole();
    }

    /**
     * Moves a slot, as a resharding does.
     *
     * @param keys how many at a time
     * @param between runs after each step, also while the slot stands between the two nodes
     */
    public void move(int slot, int target, int keys, Runnable between) {
        RedisNode from = node(primaryOf(slot));
        RedisNode to = node(target);
        String number = Integer.toString(slot);
        to.ask("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.ask("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        between.run();
        while (true) {
            Object page = from.ask("CLUSTER", "GETKEYSINSLOT", number, Integer.toString(keys));
            if (!(page instanceof List<?> names) || names.isEmpty()) {
                break;
            }
            List<String> words = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(target), "", "0", "10000", "KEYS"));
            names.forEach(name -> words.add(String.valueOf(name)));
            from.ask(words.toArray(String[]::new));
            between.run();
        }
        for (RedisNode node : List.of(to, from)) {
            node.ask("CLUSTER", "SETSLOT", number, "NODE", id(to));
        }
        Scratch.await(
                "everybody knows who has slot " + slot,
                () -> living().stream()
                        .allMatch(node -> table(node).values().stream()
                                .anyMatch(entry -> entry.port() == target && entry.has(slot))));
    }

    private List<RedisNode> living() {
        return nodes.stream().filter(RedisNode::isAlive).toList();
    }

    private String id(RedisNode node) {
        return text(node, "CLUSTER", "MYID");
    }

    private static String text(RedisNode node, String... words) {
        return String.valueOf(node.ask(words));
    }

    /** A line of CLUSTER NODES. */
    private record Entry(int port, List<String> flags, String primary, List<int[]> slots) {
        boolean is(String flag) {
            return flags.contains(flag);
        }

        boolean has(int slot) {
            return slots.stream().anyMatch(range -> range[0] <= slot && slot <= range[1]);
        }
    }

    private static Map<Integer, Entry> table(RedisNode node) {
        Map<Integer, Entry> table = new HashMap<>();
        text(node, "CLUSTER", "NODES").lines().forEach(line -> {
            List<String> words = List.of(line.split(" "));
            String address = words.get(1);
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
            List<int[]> slots = words.subList(8, words.size()).stream()
                    .filter(word -> !word.startsWith("["))
                    .map(word -> word.split("-"))
                    .map(ends -> new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])})
                    .toList();
            table.put(port, new Entry(port, List.of(words.get(2).split(",")), words.get(3), slots));
        });
        return table;
    }

    @Override
    public void close() {
        nodes.parallelStream().forEach(RedisNode::close);
        Scratch.remove(folder);
    }
}
