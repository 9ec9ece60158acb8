package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.Client;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.engines.ClickHouseAddress;
import dev.switchback.views.history.HistoryLayout;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to one ClickHouse: a client for each host of its URL. Calls go to one host as long as it answers. Thread-safe; connects when it is
 * first used.
 */
public final class ClickHouseServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseServers.class);

    private final List<Client> clients;
    private final HistoryLayout layout;
    private final AtomicInteger current = new AtomicInteger();

    private ClickHouseServers(List<Client> clients, HistoryLayout layout) {
        this.clients = List.copyOf(clients);
        this.layout = layout;
    }

    /** @param uri one of {@link ClickHouseAddress}'s forms */
    public static ClickHouseServers open(URI uri) {
        ClickHouseAddress address = ClickHouseAddress.of(uri);
        HistoryLayout layout = layout(address);
        return new ClickHouseServers(ClickHouseClients.all(address, layout), layout);
    }

    /** The same for questions that take longer; what fails is not asked again. */
    public static ClickHouseServers open(URI uri, Duration patience) {
        ClickHouseAddress address = ClickHouseAddress.of(uri);
        HistoryLayout layout = layout(address);
        return new ClickHouseServers(ClickHouseClients.all(address, layout, patience), layout);
    }

    /** One server without a cluster. */
    public static ClickHouseServers of(Client client) {
        return new ClickHouseServers(List.of(client), new HistoryLayout.SingleNode());
    }

    /** How tables lie on the servers that an address names. */
    public static HistoryLayout layout(ClickHouseAddress address) {
        return address.cluster()
                .<HistoryLayout>map(cluster -> new HistoryLayout.Cluster(
                        cluster.name(), cluster.quorum().map(String::valueOf).orElse("auto")))
                .orElseGet(HistoryLayout.SingleNode::new);
    }

    public HistoryLayout layout() {
        return layout;
    }

    /**
     * Calls a host. One that cannot be reached is passed over; where the call's outcome is unknown, the next call goes to the next host.
     *
     * @param call throws {@link StoreUnavailableException} where its host does not answer; may be made once per host
     */
    public <T> T call(Function<Client, T> call) {
        int first = current.get();
        for (int attempt = 0; ; attempt++) {
            int position = Math.floorMod(first + attempt, clients.size());
            try {
                return call.apply(clients.get(position));
            } catch (StoreUnavailableException e) {
                current.compareAndSet(position, Math.floorMod(position + 1, clients.size()));
                if (attempt + 1 == clients.size() || !ClickHouseFailures.isUnreached(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether a host answers. */
    public boolean answers(long patienceMillis) {
        for (int attempt = 0; attempt < clients.size(); attempt++) {
            int position = current.get();
            if (clients.get(position).ping(patienceMillis)) {
                return true;
            }
            current.compareAndSet(position, Math.floorMod(position + 1, clients.size()));
        }
        return false;
    }

    /** @throws StoreUnavailableException if no host answers, saying why */
    public void requireAnswer() {
        try {
            var _ = call(client -> ClickHouseFailures.translated(() -> client.queryAll("SELECT 1")));
        } catch (StoreException e) {
            LOG.debug("ClickHouse answers, if not what it is asked", e);
        }
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
