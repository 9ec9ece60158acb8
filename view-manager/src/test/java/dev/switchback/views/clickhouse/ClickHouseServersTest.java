package dev.switchback.views.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.clickhouse.client.api.Client;
import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Space;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClickHouseServersTest {
    private static final URI ALIVE = TestEngines.clickHouse();

    private static URI hosts(String... hosts) {
        return URI.create("http://" + ALIVE.getUserInfo() + "@" + String.join(",", hosts) + "?cluster=embedded");
    }

    private static String alive() {
        return ALIVE.getHost() + ":" + ALIVE.getPort();
    }

    @Test
    void aHostThatCannotBeReachedIsPassedOver() {
        try (ClickHouseServers servers = ClickHouseServers.open(hosts("127.0.0.1:1", alive()))) {
            assertTrue(servers.answers(1_000));
            List<Client> asked = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertEquals(7L, seven(servers, asked));
            }
            assertEquals(2, asked.size(), "the host that answers is asked first from then on");
        }
        try (ClickHouseServers servers = ClickHouseServers.open(hosts("127.0.0.1:1", alive()))) {
            List<Client> asked = new ArrayList<>();
            assertEquals(7L, seven(servers, asked));
            assertEquals(2, asked.size(), "the first one was tried");
        }
    }

    private static long seven(ClickHouseServers servers, List<Client> asked) {
        return servers.call(client -> {
            asked.add(client);
            return ClickHouseFailures.translated(
                    () -> client.queryAll("SELECT toInt64(7) AS n").getFirst().getLong("n"));
        });
    }

    @Test
    void anUnknownOutcomeIsTheCallersToRepeatAtTheNextHost() {
        try (ClickHouseServers servers = ClickHouseServers.open(hosts("127.0.0.1:1", "127.0.0.1:2"))) {
            List<Client> asked = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertThrows(
                        StoreUnavailableException.class,
                        () -> servers.call(client -> {
                            asked.add(client);
                            throw new StoreUnavailableException("no answer in time", new IllegalStateException("late"));
                        }));
            }
            assertEquals(2, asked.stream().distinct().count(), "each call went to another host");
            assertThrows(StoreUnavailableException.class, () -> seven(servers, new ArrayList<>()));
            assertFalse(servers.answers(1_000));
        }
    }

    @Test
    void aClusterThatIsNotThereIsNamed() {
        try (ClickHouseServers servers = ClickHouseServers.open(
                URI.create("http://" + ALIVE.getUserInfo() + "@" + alive() + "?cluster=nowhere"))) {
            StoreException refusal = assertThrows(
                    StoreException.class,
                    () -> new ClickHouseHistoryStore(servers).provision(new VersionId("p", 1), Plans.plan("p")));
            assertTrue(String.valueOf(refusal.getMessage()).contains("nowhere"), refusal.getMessage());
        }
    }

    @Test
    void roomIsThatOfAllServers() {
        try (ClickHouseServers cluster = ClickHouseServers.open(hosts(alive()));
                ClickHouseServers single = ClickHouseServers.open(ALIVE)) {
            VersionId nobody = new VersionId("nobody", 1);
            Space together = new ClickHouseSpace(cluster).of(nobody);
            Space alone = new ClickHouseSpace(single).of(nobody);
            assertEquals(alone.used(), together.used());
            // One server: what is free there, give or take what the machine writes meanwhile.
            double free = alone.free().orElseThrow();
            assertEquals(free, (double) together.free().orElseThrow(), 0.2 * free);
        }
    }
}
