package dev.switchback.views.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            EngineAddresses.KAFKA, "k:9092",
            EngineAddresses.POSTGRES, "postgresql://u:p@h:5432/d",
            EngineAddresses.CLICKHOUSE, "http://u:p@c1:8123,c2:8124",
            EngineAddresses.CLICKHOUSE_CLUSTER, "main",
            EngineAddresses.REDIS, "redis://h:6379");

    @Test
    void redisIsANodeAClusterOrWhatSentinelsName() {
        HostList one = new HostList(Optional.empty(), Optional.of("a b+c:@/"), List.of(new HostList.Host("h", 6379)));
        assertEquals(
                new RedisAddress.Node(one, true, 3), RedisAddress.of(URI.create("rediss://:a%20b+c:%40%2F@h:6379/3")));
        assertEquals(
                new RedisAddress.Cluster(
                        new HostList(
                                Optional.of("me"),
                                Optional.of("p@ss"),
                                List.of(new HostList.Host("h1", 1), new HostList.Host("h2", 2))),
                        false),
                RedisAddress.of(URI.create("redis-cluster://me:p%40ss@h1:1,h2:2")));
        assertEquals(
                new RedisAddress.Sentinel(
                        new HostList(
                                Optional.empty(),
                                Optional.of("p"),
                                List.of(new HostList.Host("s1", 26_379), new HostList.Host("s2", 26_379))),
                        false,
                        1,
                        "primary",
                        Optional.of("x&y")),
                RedisAddress.of(URI.create("redis-sentinel://:p@s1:26379,s2:26379/1?sentinelPassword=x%26y#primary")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "redis://:secret@a:1,b:2; redis-cluster://",
                "redis-cluster://:secret@a:1/2; no other database than 0",
                "redis-cluster://:secret@a; 'a' is not of the form host:port",
                "redis-cluster://:secret@a:1,b; 'b' is not of the form host:port",
                "redis-sentinel://:secret@a:1; name is missing",
                "redis-sentinel://:secret@a:1?timeout=3#p; only sentinelPassword",
                "redis://:secret@a:1/x; not a database",
                "redis://:secret@a:70000; 'a:70000' is not",
                "http://:secret@a:1; the scheme"
            })
    void redisIsRefusedWithAReason(String url, String reason) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> RedisAddress.of(URI.create(url)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
        assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), refusal.getMessage());
    }

    @Test
    void clickHouseHasAClusterOrOneHost() {
        EngineAddresses addresses = EngineAddresses.from(ENVIRONMENT);
        ClickHouseAddress address = ClickHouseAddress.of(addresses.clickHouse());
        assertEquals("[c1:8123, c2:8124]", address.hosts().hosts().toString());
        assertEquals(Optional.of(new ClickHouseAddress.Cluster("main", Optional.empty())), address.cluster());

        Map<String, String> quorum = new HashMap<>(ENVIRONMENT);
        quorum.put(EngineAddresses.CLICKHOUSE_QUORUM, "2");
        assertEquals(
                Optional.of(new ClickHouseAddress.Cluster("main", Optional.of(2))),
                ClickHouseAddress.of(EngineAddresses.from(quorum).clickHouse()).cluster());
        // What one process tells another is one URL.
        assertEquals(
                "http://u:p@c1:8123,c2:8124?cluster=main&quorum=2",
                EngineAddresses.from(quorum).clickHouse().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://:secret@a:1,b:2",
                "http://:secret@a:1?quorum=2",
                "http://:secret@a:1?cluster=x&quorum=0",
                "http://:secret@a:1?cluster=x&quorum=most",
                "http://:secret@a:1?cluster=x'y",
                "http://:secret@a:1?database=x",
                "ftp://:secret@a:1",
                "http://:secret@a"
            })
    void clickHouseIsRefusedWithAReason(String url) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ClickHouseAddress.of(URI.create(url)));
        assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), refusal.getMessage());
    }

    @Test
    void whatIsNoUrlIsToldWithoutThePassword() {
        Map<String, String> broken = new HashMap<>(ENVIRONMENT);
        broken.put(EngineAddresses.REDIS, "redis://:secret^@h:1");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> EngineAddresses.from(broken));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(EngineAddresses.REDIS), refusal.getMessage());
        assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), refusal.getMessage());
    }
}
